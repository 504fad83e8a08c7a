#include "image/samples.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include <fmt/format.h>

#include "base/error.h"
#include "image/load.h"
#include "image/picture_parts.h"
#include "image/rows.h"

namespace autochrome::image {

namespace {

void check(const Samples& samples) {
  const bool sound = samples.width > 0 && samples.height > 0 && samples.bands >= 1 &&
                     samples.bands <= 4 && (samples.bits == 8 || samples.bits == 16);
  const std::size_t wanted = sound ? static_cast<std::size_t>(samples.width) *
                                         static_cast<std::size_t>(samples.height) *
                                         static_cast<std::size_t>(samples.bands)
                                   : 0;
  if (sound && samples.values.size() == wanted) return;
  throw ShapeError(fmt::format("{}x{} pixels of {} bands with {} bits do not make {} samples",
                               samples.width, samples.height, samples.bands, samples.bits,
                               samples.values.size()));
}

template <class Sample>
ImageOwner image_of(const Samples& samples, VipsBandFormat format) {
  const std::vector<Sample> values(samples.values.begin(), samples.values.end());
  ImageOwner image(vips_image_new_from_memory_copy(values.data(), values.size() * sizeof(Sample),
                                                   samples.width, samples.height, samples.bands,
                                                   format));
  if (!image) throw VipsError(take_reason());
  return image;
}

VipsInterpretation interpretation_of(const Samples& samples) {
  if (samples.bands < 3) {
    return samples.bits == 8 ? VIPS_INTERPRETATION_B_W : VIPS_INTERPRETATION_GREY16;
  }
  return samples.bits == 8 ? VIPS_INTERPRETATION_sRGB : VIPS_INTERPRETATION_RGB16;
}

}  // namespace

Picture from_samples(const Samples& samples) {
  check(samples);
  const ImageOwner plain = samples.bits == 8 ? image_of<std::uint8_t>(samples, VIPS_FORMAT_UCHAR)
                                             : image_of<std::uint16_t>(samples, VIPS_FORMAT_USHORT);
  ImageOwner image = make_image([&](VipsImage** out) {
    return vips_copy(plain.get(), out, "interpretation", interpretation_of(samples), nullptr);
  });
  auto parts = std::make_shared<Picture::Parts>();
  parts->image = std::move(image);
  parts->bits = samples.bits;
  parts->name = "drawn picture";
  parts->failure = std::make_shared<CallbackFailure>();
  return Picture(std::move(parts));
}

Samples to_samples(const Picture& picture) {
  VipsImage* image = picture.parts().image.get();
  Samples samples{.width = picture.width(),
                  .height = picture.height(),
                  .bands = vips_image_get_bands(image),
                  .bits = working_bits(image),
                  .values = {}};
  const std::size_t row =
      static_cast<std::size_t>(samples.width) * static_cast<std::size_t>(samples.bands);
  samples.values.reserve(row * static_cast<std::size_t>(samples.height));
  try {
    visit_rows(image, [&](int, const void* pixels) {
      const auto* bytes = static_cast<const std::uint8_t*>(pixels);
      const auto* shorts = static_cast<const std::uint16_t*>(pixels);
      for (std::size_t i = 0; i < row; ++i) {
        samples.values.push_back(samples.bits == 8 ? bytes[i] : shorts[i]);
      }
    });
  } catch (const VipsError& error) {
    picture.parts().failure->rethrow_if_any();
    throw unreadable(picture.name(), error);
  }
  picture.parts().failure->rethrow_if_any();
  return samples;
}

}  // namespace autochrome::image
