// Writes the file that prepared.h reads, picture by picture: memory does not grow with the pixels.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dataset/description.h"
#include "dataset/split.h"
#include "tensor/safetensors.h"

namespace autochrome::dataset {

/// The target appears only with `finish`; without it nothing is left behind.
class Writer {
 public:
  /// Throws IoError when the target's folder cannot be written to.
  Writer(const std::filesystem::path& target, Description description);

  /// One picture: [size, size, 3] sRGB bytes, a label below the number of classes or -1, and a name
  /// without line breaks. Anything else is a programmer's mistake, std::logic_error.
  void append(std::span<const std::uint8_t> pixels, int label, std::string_view name);

  [[nodiscard]] std::size_t count() const noexcept { return labels_.size(); }

  /// One split a picture appended, at least one; `skipped` is recorded in the description.
  void finish(std::span<const Split> splits, std::size_t skipped);

 private:
  Description description_;
  SafetensorsWriter file_;
  std::vector<std::int32_t> labels_;
  std::string names_;
};

}  // namespace autochrome::dataset
