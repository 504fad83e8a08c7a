#include "image/recolor.h"

#include <cstring>
#include <utility>
#include <vector>

#include "color/row_kernels.h"
#include "image/picture_parts.h"
#include "image/row_lightness.h"

namespace autochrome::image {

namespace {

constexpr const char* kDomain = "recolor";

/// What all threads share; lives as long as the resulting image.
struct Recoloring {
  std::shared_ptr<VipsImage> input;
  std::shared_ptr<const color::ChromaField> field;
  std::shared_ptr<CallbackFailure> failure;
  RowLightness lightness;
};

/// What one thread works with.
struct Sequence {
  RegionOwner input;
  std::vector<float> lightness;
  std::vector<float> a;
  std::vector<float> b;

  void make_room(std::size_t width) {
    for (std::vector<float>* row : {&lightness, &a, &b}) {
      if (row->size() < width) row->resize(width);
    }
  }
};

template <class Sample>
void copy_alpha(const Sample* from, int from_bands, int n, Sample* to) {
  for (int i = 0; i < n; ++i) to[i * 4 + 3] = from[i * from_bands + from_bands - 1];
}

template <class Sample>
void write_row(
    const Sequence& sequence, int n, const void* input, int input_bands, bool alpha, void* output) {
  auto* rgb = static_cast<Sample*>(output);
  color::merge_row(sequence.lightness.data(), sequence.a.data(), sequence.b.data(), n, rgb,
                   alpha ? 4 : 3);
  if (alpha) copy_alpha(static_cast<const Sample*>(input), input_bands, n, rgb);
}

void color_row(const Recoloring& recoloring, Sequence& sequence, VipsRegion* output, int y) {
  const VipsRect& area = output->valid;
  const VipsImage* image = recoloring.input.get();
  const void* pixels = VIPS_REGION_ADDR(sequence.input.get(), area.left, y);
  recoloring.lightness.read(pixels, area.width, sequence.lightness.data());
  recoloring.field->row(y, area.left, area.width, sequence.lightness.data(), sequence.a.data(),
                        sequence.b.data());
  const auto write = working_bits(image) == 16 ? write_row<std::uint16_t> : write_row<std::uint8_t>;
  write(sequence, area.width, pixels, vips_image_get_bands(image), has_alpha(image),
        VIPS_REGION_ADDR(output, area.left, y));
}

void* start(VipsImage*, void* shared, void*) {
  auto& recoloring = *static_cast<Recoloring*>(shared);
  void* started = nullptr;
  static_cast<void>(recoloring.failure->guard([&] {
    auto sequence = std::make_unique<Sequence>();
    sequence->input.reset(vips_region_new(recoloring.input.get()));
    if (sequence->input) started = sequence.release();
  }));
  return started;
}

int generate(VipsRegion* output, void* thread, void* shared, void*, gboolean*) {
  auto& recoloring = *static_cast<Recoloring*>(shared);
  auto& sequence = *static_cast<Sequence*>(thread);
  const VipsRect& area = output->valid;
  if (vips_region_prepare(sequence.input.get(), &area) != 0) return -1;
  const bool done = recoloring.failure->guard([&] {
    sequence.make_room(static_cast<std::size_t>(area.width));
    for (int y = area.top; y < area.top + area.height; ++y) {
      color_row(recoloring, sequence, output, y);
    }
  });
  if (!done)
    vips_error(kDomain, "the colours of rows %d to %d failed", area.top,
               area.top + area.height - 1);
  return done ? 0 : -1;
}

int stop(void* thread, void*, void*) {
  std::unique_ptr<Sequence>(static_cast<Sequence*>(thread)).reset();
  return 0;
}

/// An image with the input's header and metadata, but three colour bands.
ImageOwner colored_header(const Recoloring& recoloring) {
  VipsImage* input = recoloring.input.get();
  ImageOwner output(vips_image_new());
  check_call(vips_image_pipelinev(output.get(), VIPS_DEMAND_STYLE_FATSTRIP, input, nullptr));
  output->Bands = has_alpha(input) ? 4 : 3;
  output->Type = working_bits(input) == 16 ? VIPS_INTERPRETATION_RGB16 : VIPS_INTERPRETATION_sRGB;
  return output;
}

}  // namespace

Picture recolor(const Picture& picture, std::shared_ptr<const color::ChromaField> field) {
  Picture::Parts parts = picture.parts();
  auto recoloring = std::make_unique<Recoloring>(
      Recoloring{parts.image, std::move(field), parts.failure, RowLightness(parts.image.get())});
  ImageOwner output = colored_header(*recoloring);
  Recoloring* shared = recoloring.get();
  keep_with(output.get(), kDomain, std::move(recoloring));
  check_call(vips_image_generate(output.get(), start, generate, stop, shared, nullptr));
  parts.image = std::move(output);
  return Picture(std::make_shared<Picture::Parts>(std::move(parts)));
}

}  // namespace autochrome::image
