// JSON as text that is always valid, and back from text that others wrote.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"

namespace autochrome {

/// On one line, or indented by so many spaces. File names need not be UTF-8, JSON must be: what is
/// not becomes U+FFFD instead of an exception.
[[nodiscard]] std::string json_text(const Json& json, int indent = -1);

/// `is_discarded()` where the text is no JSON or nested beyond kMostJsonDepth: copies and prints
/// of a value go as deep on the stack as it is nested.
[[nodiscard]] Json parse_json(std::string_view text);

/// Far more than anything here writes.
constexpr int kMostJsonDepth = 100;

}  // namespace autochrome
