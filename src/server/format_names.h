// The formats of results as the API names them.
#pragma once

#include <string>
#include <string_view>

#include "image/format.h"

namespace autochrome::server {

/// "jpeg", "tiff", "ppm".
[[nodiscard]] std::string name_of(image::Format format);

/// What a photo of this format becomes unless something else is asked for: the same, or JPEG for
/// what no photograph is kept in.
[[nodiscard]] image::Format result_format(image::Format photo) noexcept;

/// Throws InputError for a name that is not known.
[[nodiscard]] image::Format format_named(std::string_view name);

/// "NAME.color.EXT" of a photo called NAME.whatever.
[[nodiscard]] std::string result_name(const std::string& photo, std::string_view format);

/// "image/jpeg".
[[nodiscard]] std::string media_type(image::Format format);

}  // namespace autochrome::server
