// Pictures that arrive in one order and are written in another: they wait in a file beside the
// target, so that memory does not grow with their number. The file goes with the object.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>

#include "base/file.h"

namespace autochrome::prepare {

class Spool {
 public:
  /// For pictures of `picture_bytes` each. Throws IoError when the folder cannot be written to.
  Spool(const std::filesystem::path& target, std::size_t picture_bytes);

  void append(std::span<const std::uint8_t> picture);

  /// The picture appended as number `index`, from 0; nothing is appended after the first call.
  [[nodiscard]] std::span<const std::uint8_t> at(std::size_t index);

 private:
  AtomicFile file_;  ///< never committed
  std::size_t picture_bytes_;
  std::optional<MappedFile> map_;
};

}  // namespace autochrome::prepare
