#include "image/row_lightness.h"

#include "image/picture_parts.h"

namespace autochrome::image {

namespace {

template <class Sample>
void read_row(const color::LightnessReader<Sample>& reader,
              const void* pixels,
              int n,
              int bands,
              float* lightness) {
  const auto* samples = static_cast<const Sample*>(pixels);
  if (bands < 3) {
    reader.from_gray(samples, n, bands, lightness);
  } else {
    reader.from_rgb(samples, n, bands, lightness);
  }
}

}  // namespace

RowLightness::RowLightness(const VipsImage* image) : bands_(vips_image_get_bands(image)) {
  if (working_bits(image) == 16) reader_.emplace<color::LightnessReader<std::uint16_t>>();
}

void RowLightness::read(const void* pixels, int n, float* lightness) const {
  std::visit([&](const auto& reader) { read_row(reader, pixels, n, bands_, lightness); }, reader_);
}

}  // namespace autochrome::image
