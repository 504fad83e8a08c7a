// The 102 Category Flower Dataset's own names and lists (Nilsback and Zisserman 2008): pictures are
// numbered from 1, imagelabels.mat holds their classes from 1, and setid.mat the official splits.
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

#include "prepare/layout.h"

namespace autochrome::prepare {

/// 1 for "jpg/image_00001.jpg"; nothing for any other path.
[[nodiscard]] std::optional<int> flower_number(std::string_view name);

/// Gives the entries their labels and official splits from the lists in `folder`. A missing list
/// becomes a warning; a list that does not fit the pictures throws InputError with its path.
void read_flower_lists(const std::filesystem::path& folder, Layout& layout);

}  // namespace autochrome::prepare
