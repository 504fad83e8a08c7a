// The Studio's built files (web/dist), inside the program.
#pragma once

#include <span>
#include <string_view>

namespace autochrome::server {

struct StudioFile {
  std::string_view path;  ///< "/assets/index-1a2b3c.js"
  std::string_view bytes;
};

/// Sorted by path. Empty when the Studio was not built when the program was.
[[nodiscard]] std::span<const StudioFile> studio_files() noexcept;

}  // namespace autochrome::server
