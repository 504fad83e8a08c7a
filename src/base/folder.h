// Folders.
#pragma once

#include <filesystem>

namespace autochrome {

/// Makes the folder and those above it, where they are missing; an empty path is the working
/// folder. Throws IoError with the path and the system's reason.
void make_folder(const std::filesystem::path& folder);

}  // namespace autochrome
