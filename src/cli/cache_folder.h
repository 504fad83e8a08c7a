// Where the program keeps what can be had again.
#pragma once

#include <filesystem>

namespace autochrome::cli {

/// A user's cache folder, of all programs (XDG Base Directory Specification 0.8), or empty where
/// neither XDG_CACHE_HOME nor HOME says which.
[[nodiscard]] std::filesystem::path cache_folder();

}  // namespace autochrome::cli
