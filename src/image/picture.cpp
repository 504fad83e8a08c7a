#include "image/picture.h"

#include <algorithm>
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

/// As many as decoders make at once, more or less.
constexpr int kRowsAtOnce = 16;

/// The image computed by the calling thread, which handing each row to another would take longer
/// than many a small picture's decoding. Null where it cannot be computed.
ImageOwner computed_here(VipsImage* image) {
  ImageOwner pixels(vips_image_new_memory());
  const RegionOwner region(vips_region_new(image));
  if (vips_image_pipelinev(pixels.get(), VIPS_DEMAND_STYLE_ANY, image, nullptr) != 0) return {};
  const int height = vips_image_get_height(image);
  for (int y = 0; y < height; ++y) {
    if (y % kRowsAtOnce == 0) {
      const VipsRect rows{0, y, vips_image_get_width(image), std::min(kRowsAtOnce, height - y)};
      if (vips_region_prepare(region.get(), &rows) != 0) return {};
    }
    if (vips_image_write_line(pixels.get(), y, VIPS_REGION_ADDR(region.get(), 0, y)) != 0) {
      return {};
    }
  }
  return pixels;
}

ImageOwner in_memory(VipsImage* image) {
  if (vips_concurrency_get() == 1) return computed_here(image);
  return ImageOwner(vips_image_copy_memory(image));
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
  ImageOwner pixels = in_memory(parts.image.get());
  // Looked at first, as libvips may call a picture whole that is not (image/watch.h).
  parts.failure->rethrow_if_any();
  if (!pixels) throw unreadable(picture.name(), VipsError(take_reason()));
  // Whoever works on it may now have its rows in any order, and many at once.
  pixels->dhint = VIPS_DEMAND_STYLE_ANY;
  parts.image = std::move(pixels);
  return Picture(std::make_shared<Picture::Parts>(std::move(parts)));
}

}  // namespace autochrome::image
