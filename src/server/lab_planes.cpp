#include "server/lab_planes.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

namespace autochrome::server {

namespace {

constexpr std::uint16_t kEightToSixteen = 257;

std::uint16_t byte_of(float value) {
  return static_cast<std::uint16_t>(std::lround(std::clamp(value, 0.0F, 255.0F)));
}

}  // namespace

image::Plane lightness_of(const image::Samples& samples,
                          const color::LightnessReader<std::uint16_t>& reader) {
  std::vector<std::uint16_t> values = samples.values;
  if (samples.bits == 8) {
    for (std::uint16_t& value : values) {
      value = static_cast<std::uint16_t>(value * kEightToSixteen);
    }
  }
  const std::ptrdiff_t n = std::ptrdiff_t{samples.width} * samples.height;
  image::Plane plane{{}, samples.width, samples.height};
  plane.values.resize(static_cast<std::size_t>(n));
  if (samples.bands < 3) {
    reader.from_gray(values.data(), n, samples.bands, plane.values.data());
  } else {
    reader.from_rgb(values.data(), n, samples.bands, plane.values.data());
  }
  return plane;
}

LabPlanes with_colors(image::Plane lightness, const color::ChromaField& field, int left, int top) {
  const image::Plane none{std::vector<float>(lightness.values.size()), lightness.width,
                          lightness.height};
  LabPlanes planes{std::move(lightness), none, none};
  for (int y = 0; y < none.height; ++y) {
    field.row(top + y, left, none.width, planes.lightness.row(y), planes.a.row(y), planes.b.row(y));
  }
  return planes;
}

void lay_on_paper(LabPlanes& planes, image::Plane seen, const image::Plane& coverage) {
  planes.lightness = std::move(seen);
  for (std::size_t i = 0; i < coverage.values.size(); ++i) {
    planes.a.values[i] *= coverage.values[i];
    planes.b.values[i] *= coverage.values[i];
  }
}

OnPaper on_paper(const image::Samples& samples) {
  const float full = samples.bits == 8 ? 255 : 65'535;
  const auto bands = static_cast<std::size_t>(samples.bands);
  OnPaper laid{.samples = samples, .coverage = {{}, samples.width, samples.height}};
  laid.samples.bands = samples.bands - 1;
  laid.samples.values.clear();
  for (std::size_t at = 0; at < samples.values.size(); at += bands) {
    const float share = static_cast<float>(samples.values[at + bands - 1]) / full;
    laid.coverage.values.push_back(share);
    for (std::size_t band = 0; band + 1 < bands; ++band) {
      const float value = static_cast<float>(samples.values[at + band]);
      laid.samples.values.push_back(
          static_cast<std::uint16_t>(std::lround(share * value + (1 - share) * full)));
    }
  }
  return laid;
}

image::Samples lab_samples(const LabPlanes& planes) {
  constexpr float kByteOfLightness = 2.55F;
  constexpr float kNeutral = 128;
  image::Samples samples{
      .width = planes.lightness.width, .height = planes.lightness.height, .values = {}};
  samples.values.reserve(3 * planes.lightness.values.size());
  for (std::size_t i = 0; i < planes.lightness.values.size(); ++i) {
    samples.values.push_back(byte_of(planes.lightness.values[i] * kByteOfLightness));
    samples.values.push_back(byte_of(planes.a.values[i] + kNeutral));
    samples.values.push_back(byte_of(planes.b.values[i] + kNeutral));
  }
  return samples;
}

image::Samples rgb_samples(LabPlanes planes, const color::LookOptions& look) {
  const float* lightness = planes.lightness.values.data();
  float* a = planes.a.values.data();
  float* b = planes.b.values.data();
  const auto n = static_cast<std::ptrdiff_t>(planes.lightness.values.size());
  if (!look.plain()) color::look_row(look, lightness, n, a, b);
  std::vector<std::uint8_t> rgb(3 * planes.lightness.values.size());
  color::merge_row(lightness, a, b, n, rgb.data());
  return {.width = planes.lightness.width,
          .height = planes.lightness.height,
          .values = {rgb.begin(), rgb.end()}};
}

}  // namespace autochrome::server
