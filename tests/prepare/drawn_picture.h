// Small pictures drawn for the tests of this folder, as bytes of JPEG files.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace autochrome::prepare {

struct Drawing {
  int width = 40;
  int height = 30;
  int seed = 0;       ///< another seed, another picture
  bool gray = false;  ///< stored as RGB all the same
};

[[nodiscard]] std::string draw(const Drawing& drawing);

/// Writes a file and the folders it lies in, without waiting for the disk.
void put(const std::filesystem::path& path, std::string_view bytes);

}  // namespace autochrome::prepare
