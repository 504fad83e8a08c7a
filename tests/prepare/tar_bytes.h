// tar files put together header by header (POSIX.1-1988, ustar).
#pragma once

#include <cstdint>
#include <numeric>
#include <string>

#include <fmt/format.h>

namespace autochrome::prepare::tar {

/// `type` is '0' for a file, '2' for a symbolic link, '5' for a folder.
inline std::string header(const std::string& path, std::uint64_t size, char type = '0') {
  std::string block(512, '\0');
  const auto put = [&](std::size_t at, const std::string& text) {
    block.replace(at, text.size(), text);
  };
  put(0, path);
  put(100, "0000644");
  put(108, "0000000");
  put(116, "0000000");
  put(124, fmt::format("{:011o}", size));
  put(136, "00000000000");
  put(148, "        ");
  put(156, std::string(1, type));
  put(257, std::string("ustar\00000", 8));
  const unsigned sum = std::accumulate(block.begin(), block.end(), 0U, [](unsigned total, char c) {
    return total + static_cast<unsigned char>(c);
  });
  put(148, fmt::format("{:06o}", sum) + '\0' + ' ');
  return block;
}

inline std::string file(const std::string& path, std::string bytes) {
  std::string text = header(path, bytes.size());
  bytes.resize((bytes.size() + 511) / 512 * 512, '\0');
  return text + bytes;
}

inline std::string end() { return std::string(1024, '\0'); }

}  // namespace autochrome::prepare::tar
