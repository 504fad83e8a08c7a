// Pictures converted by ICC profiles, through libvips' Little CMS. Only for this folder.
#pragma once

#include <string>
#include <string_view>

#include "image/icc_profile.h"
#include "image/vips_call.h"

namespace autochrome::image {

/// What applying a gray or RGB profile would do.
enum class ProfileEffect {
  Unusable,  ///< the engine refuses it
  Identity,  ///< no more than 8-bit rounding: the profile is sRGB, whatever it is called
  Converts,
};

/// Decided by sending colours through the profile, since sRGB comes under many names and versions.
/// `space` is what `profile_space` says of it.
[[nodiscard]] ProfileEffect profile_effect(std::string_view profile, ProfileSpace space);

/// The image (no alpha), whose values `profile` describes, as 16-bit sRGB; an empty profile stands
/// for the typical CMYK that libvips brings. Throws VipsError for a profile that is damaged or of
/// another number of bands.
[[nodiscard]] ImageOwner to_srgb(VipsImage* image, std::string_view profile);

/// sRGB (no alpha) as values of an RGB profile, at `bits` a sample.
[[nodiscard]] ImageOwner from_srgb(VipsImage* image, std::string_view profile, int bits);

/// The sRGB profile that libvips brings.
[[nodiscard]] std::string srgb_profile();

}  // namespace autochrome::image
