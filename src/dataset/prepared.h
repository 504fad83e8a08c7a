// A prepared training set: one memory-mapped safetensors file, made by prepare and read by train.
//
//   pictures  U8  [N, size, size, 3]  sRGB bytes
//   labels    I32 [N]                 index into the classes, -1 for none
//   splits    U8  [N]                 0 train, 1 validation, 2 test
//   names     U8  [bytes]             picture names inside the source, joined by line breaks
//
// What the header says beside them is in description.h.
#pragma once

#include <cstddef>
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

/// Immutable once opened; any number of threads may read it. Pictures are paged in as they are
/// looked at, so opening is quick and memory is the system's to manage.
class Prepared {
 public:
  /// Throws IoError when the file cannot be read, InputError when anything it claims does not hold.
  explicit Prepared(const std::filesystem::path& path);

  [[nodiscard]] std::size_t count() const noexcept { return names_.size(); }

  /// Side of every picture in pixels.
  [[nodiscard]] int size() const noexcept { return description_.size; }

  /// [size, size, 3] sRGB bytes, valid as long as this object is.
  [[nodiscard]] std::span<const std::uint8_t> picture(std::size_t index) const noexcept;

  /// Index into `classes`, or -1.
  [[nodiscard]] int label(std::size_t index) const noexcept { return labels_[index]; }

  [[nodiscard]] Split split(std::size_t index) const noexcept {
    return static_cast<Split>(splits_[index]);
  }

  /// The picture's path inside its source, "tulip/100930342_92e8746431_n.jpg": relative, without
  /// "..".
  [[nodiscard]] std::string_view name(std::size_t index) const noexcept { return names_[index]; }

  /// The pictures of one split, ascending.
  [[nodiscard]] std::vector<std::uint32_t> indices(Split split) const;

  [[nodiscard]] const std::vector<std::string>& classes() const noexcept {
    return description_.classes;
  }

  [[nodiscard]] const Description& description() const noexcept { return description_; }

  /// SHA-256 of the whole file in hexadecimal, computed at each call.
  [[nodiscard]] std::string hash() const;

 private:
  SafetensorsFile file_;
  Description description_;
  std::span<const std::uint8_t> pixels_;
  std::span<const std::uint8_t> splits_;
  std::vector<std::int32_t> labels_;
  std::vector<std::string_view> names_;
};

}  // namespace autochrome::dataset
