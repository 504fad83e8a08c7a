#include "image/picture.h"

#include <utility>

#include "image/load.h"
#include "image/normalize.h"
#include "image/picture_parts.h"
#include "image/watch.h"

namespace autochrome::image {

namespace {

/// Orientations 1 and 2 leave rows in their order (EXIF 2.32, tag 274).
constexpr int kLastRowwiseOrientation = 2;

/// Loads again for access in any order where the first, sequential decoder will not do.
ImageOwner load_for_whole(const Source& source, const OpenOptions& options) {
  ImageOwner image = load(source, options);
  if (vips_image_get_orientation(image.get()) > kLastRowwiseOrientation ||
      needs_range(image.get())) {
    return load(source, options, {.any_order = true});
  }
  return image;
}

ImageOwner upright(VipsImage* image) {
  return make_image([&](VipsImage** out) { return vips_autorot(image, out, nullptr); });
}

}  // namespace

Picture::Picture(std::shared_ptr<const Parts> parts) noexcept : parts_(std::move(parts)) {}

int Picture::width() const noexcept { return vips_image_get_width(parts_->image.get()); }

int Picture::height() const noexcept { return vips_image_get_height(parts_->image.get()); }

int Picture::bits() const noexcept { return parts_->bits; }

bool Picture::gray() const noexcept { return color_bands(parts_->image.get()) == 1; }

bool Picture::alpha() const noexcept { return has_alpha(parts_->image.get()); }

Format Picture::format() const noexcept { return parts_->format; }

const std::string& Picture::name() const noexcept { return parts_->name; }

Picture open(const Source& source, const OpenOptions& options) {
  const ImageOwner loaded = load_for_whole(source, options);
  try {
    Normalized normalized = normalize(upright(loaded.get()).get());
    auto failure = std::make_shared<CallbackFailure>();
    ImageOwner image = watched(normalized.image.get(), failure, source.name());
    return Picture(
        std::make_shared<Picture::Parts>(Picture::Parts{.image = std::move(image),
                                                        .bits = normalized.bits,
                                                        .format = loaded_format(loaded.get()),
                                                        .name = source.name(),
                                                        .profile = std::move(normalized.profile),
                                                        .failure = std::move(failure)}));
  } catch (const VipsError& error) {
    throw unreadable(source.name(), error);
  }
}

Picture decoded(const Picture& picture) {
  Picture::Parts parts = picture.parts();
  ImageOwner pixels(vips_image_copy_memory(parts.image.get()));
  // Looked at first, as libvips may call a picture whole that is not (image/watch.h).
  parts.failure->rethrow_if_any();
  if (!pixels) throw unreadable(picture.name(), VipsError(take_reason()));
  parts.image = std::move(pixels);
  return Picture(std::make_shared<Picture::Parts>(std::move(parts)));
}

}  // namespace autochrome::image
