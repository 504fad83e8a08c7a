#include "image/icc_profile.h"

#include <algorithm>
#include <cstdint>
#include <memory>

#include <glib.h>

namespace autochrome::image {

namespace {

// ICC.1:2010, 7.2 and 7.3.
constexpr std::size_t kSpaceOffset = 16;
constexpr std::size_t kSignatureOffset = 36;
constexpr std::size_t kTagCountOffset = 128;
constexpr std::size_t kTagTableOffset = 132;
constexpr std::size_t kTagEntrySize = 12;
constexpr std::size_t kMostTags = 100;

/// Big endian; 0 beyond the end, which no field here can mean.
std::uint32_t number_at(std::string_view bytes, std::size_t at) noexcept {
  if (at > bytes.size() || bytes.size() - at < 4) return 0;
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  }
  return value;
}

std::string_view tag(std::string_view profile, std::string_view signature) noexcept {
  const auto count = std::min<std::size_t>(number_at(profile, kTagCountOffset), kMostTags);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t entry = kTagTableOffset + i * kTagEntrySize;
    if (entry > profile.size() || profile.substr(entry, 4) != signature) continue;
    const std::size_t offset = number_at(profile, entry + 4);
    if (offset > profile.size()) return {};
    return profile.substr(offset, number_at(profile, entry + 8));
  }
  return {};
}

std::string utf8_of_utf16(std::string_view text) {
  struct Free {
    void operator()(char* converted) const noexcept { g_free(converted); }
  };

  const std::unique_ptr<char, Free> converted(g_convert(text.data(),
                                                        static_cast<gssize>(text.size()), "UTF-8",
                                                        "UTF-16BE", nullptr, nullptr, nullptr));
  return converted ? converted.get() : "";
}

}  // namespace

std::optional<ProfileSpace> profile_space(std::string_view profile) noexcept {
  if (profile.size() < kTagTableOffset || profile.substr(kSignatureOffset, 4) != "acsp") return {};
  const std::string_view space = profile.substr(kSpaceOffset, 4);
  if (space == "GRAY") return ProfileSpace::Gray;
  if (space == "RGB ") return ProfileSpace::Rgb;
  if (space == "CMYK") return ProfileSpace::Cmyk;
  return ProfileSpace::Other;
}

std::string profile_description(std::string_view profile) {
  const std::string_view text = tag(profile, "desc");
  const std::string_view type = text.substr(0, 4);
  if (type == "desc" && text.size() > 12) {
    const std::string_view ascii = text.substr(12, number_at(text, 8));
    return std::string(ascii.substr(0, ascii.find('\0')));
  }
  // The first language of a multiLocalizedUnicodeType, 10.13.
  if (type == "mluc" && number_at(text, 8) > 0 && number_at(text, 24) <= text.size()) {
    return utf8_of_utf16(text.substr(number_at(text, 24), number_at(text, 20)));
  }
  return {};
}

}  // namespace autochrome::image
