#include "cli/read_all.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.h"

namespace autochrome::cli {

std::string read_all(std::istream& stream, std::size_t most, std::string_view name) {
  constexpr std::size_t kPieceBytes = std::size_t{1} << 20;
  std::string bytes;
  while (stream.good()) {
    const std::size_t before = bytes.size();
    if (before > most) {
      throw InputError(fmt::format("{} has more than the {} bytes that are accepted", name, most));
    }
    // One more than may be, to tell the end from the limit.
    bytes.resize(before + std::min(kPieceBytes, most - before + 1));
    stream.read(bytes.data() + before, static_cast<std::streamsize>(bytes.size() - before));
    bytes.resize(before + static_cast<std::size_t>(stream.gcount()));
  }
  if (stream.bad()) throw IoError(fmt::format("cannot read {}", name));
  return bytes;
}

}  // namespace autochrome::cli
