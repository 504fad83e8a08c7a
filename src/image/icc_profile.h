// What Autochrome needs to know of ICC profiles (ICC.1:2010). Only for this folder.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace autochrome::image {

/// The colour space that a profile's device values are in.
enum class ProfileSpace { Gray, Rgb, Cmyk, Other };

/// Empty when the bytes are not a profile.
[[nodiscard]] std::optional<ProfileSpace> profile_space(std::string_view profile) noexcept;

/// What the profile calls itself, as UTF-8; empty where it does not say.
[[nodiscard]] std::string profile_description(std::string_view profile);

/// The profile to embed in a result and whether its samples, which are sRGB, must be converted.
struct OutputProfile {
  std::string bytes;
  bool convert = false;
};

}  // namespace autochrome::image
