#include "image/vips_call.h"

#include <array>

namespace autochrome::image {

namespace {

struct Free {
  void operator()(char* text) const noexcept { g_free(text); }
};

struct Translation {
  std::string_view theirs;  ///< how the reason begins
  std::string_view ours;
};

constexpr std::string_view kDamaged = "its data are damaged or cut short";

/// What libvips and its decoders say of damaged files, where that does not speak for itself.
constexpr std::array<Translation, 9> kTranslations = {{
    {"Premature end of", "it is cut short"},
    {"Unexpected end of", "it is cut short"},
    {"memory area too small", "it is cut short"},
    {"bad seek to", "it is cut short"},
    {"unexpected end of file", "it is cut short"},
    {"libpng read error", kDamaged},
    {"unable to parse image", kDamaged},
    {"error JxlDecoderProcessInput", kDamaged},
    {"out of order read", kDamaged},
}};

std::string translated(std::string_view reason) {
  for (const auto& [theirs, ours] : kTranslations) {
    if (reason.starts_with(theirs)) return std::string(ours);
  }
  return std::string(reason);
}

}  // namespace

std::string take_reason() {
  const std::unique_ptr<char, Free> buffer(vips_error_buffer_copy());
  std::string_view text = buffer ? buffer.get() : "";
  text = text.substr(0, text.find('\n'));
  if (const auto colon = text.find(": "); colon != std::string_view::npos) {
    text.remove_prefix(colon + 2);
  }
  // Two threads fail on the same data, and one has taken the reason of both.
  return text.empty() ? std::string(kDamaged) : translated(text);
}

ImageOwner copy_header(VipsImage* image) {
  return make_image([&](VipsImage** out) { return vips_copy(image, out, nullptr); });
}

std::string_view blob(const VipsImage* image, const char* field) {
  const void* data = nullptr;
  std::size_t size = 0;
  // Asked first, because getting a field that is missing fills the error buffer.
  if (vips_image_get_typeof(image, field) != VIPS_TYPE_BLOB) return {};
  if (vips_image_get_blob(image, field, &data, &size) != 0 || data == nullptr) return {};
  return {static_cast<const char*>(data), size};
}

void set_blob(VipsImage* image, const char* field, std::string_view bytes) {
  vips_image_set_blob_copy(image, field, bytes.data(), bytes.size());
}

}  // namespace autochrome::image
