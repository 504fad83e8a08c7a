#include "colorize/chroma_upsampler.h"

#include <algorithm>
#include <cstddef>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/error.h"
#include "color/row_kernels.h"

namespace autochrome::colorize {

namespace {

constexpr int kPlanes = 3;

void check(const PlaneView& plane, const char* name) {
  if (plane.width > 0 && plane.height > 0 &&
      plane.values.size() ==
          static_cast<std::size_t>(plane.width) * static_cast<std::size_t>(plane.height)) {
    return;
  }
  throw ShapeError(fmt::format("the {} plane has {} values for {}x{} pixels", name,
                               plane.values.size(), plane.width, plane.height));
}

void check_same_size(const PlaneView& plane, const PlaneView& other, const char* name) {
  if (plane.width == other.width && plane.height == other.height) return;
  throw ShapeError(fmt::format("the {} plane is {}x{}; wanted {}x{} like lightness", name,
                               plane.width, plane.height, other.width, other.height));
}

void check_sizes(const LowResolution& low, const PlaneView& medium, int width, int height) {
  check(low.lightness, "low-resolution lightness");
  check(low.a, "a");
  check(low.b, "b");
  check(medium, "medium lightness");
  check_same_size(low.a, low.lightness, "a");
  check_same_size(low.b, low.lightness, "b");
  if (width > 0 && height > 0) return;
  throw ShapeError(
      fmt::format("the full picture is {}x{} pixels; wanted at least 1x1", width, height));
}

/// Splits the rows [0, rows) into as many bands as there are threads and works on them at once.
template <class Work>
void in_bands(int rows, int threads, const Work& work) {
  const int bands = std::clamp(threads, 1, rows);
  std::vector<std::jthread> helpers;
  for (int band = 1; band < bands; ++band) {
    helpers.emplace_back(
        [&work, rows, bands, band] { work(rows * band / bands, rows * (band + 1) / bands); });
  }
  work(0, rows / bands);
}

}  // namespace

ChromaUpsampler::ChromaUpsampler(
    const LowResolution& low, PlaneView medium, int full_width, int full_height, int threads)
    : full_width_(full_width),
      full_height_(full_height),
      width_(medium.width),
      height_(medium.height),
      stride_(static_cast<std::size_t>(std::max(medium.width, 0) + color::kNodePadding)) {
  check_sizes(low, medium, full_width, full_height);
  NodeGrid nodes(low, width_, height_);
  if (width_ == full_width && height_ == full_height) {
    nodes_ = std::move(nodes);
  } else {
    carry_to_medium(nodes, medium, threads);
  }
}

void ChromaUpsampler::carry_to_medium(const NodeGrid& nodes, PlaneView medium, int threads) {
  rows_ = std::make_unique_for_overwrite<float[]>(  // NOLINT(*-avoid-c-arrays)
      kPlanes * stride_ * static_cast<std::size_t>(height_));
  const auto across = static_cast<std::size_t>(width_);
  in_bands(height_, threads, [&](int first, int last) {
    for (int y = first; y < last; ++y) {
      const float* guide = &medium.values[static_cast<std::size_t>(y) * across];
      std::copy_n(guide, across, row_of(0, y));
      nodes.carry(y, 0, width_, guide, row_of(1, y), row_of(2, y));
      for (int plane = 0; plane < kPlanes; ++plane) {
        float* const end = row_of(plane, y) + across;
        std::fill_n(end, color::kNodePadding, end[-1]);
      }
    }
  });
}

float* ChromaUpsampler::row_of(int plane, int node_y) const noexcept {
  return rows_.get() + static_cast<std::size_t>(node_y * kPlanes + plane) * stride_;
}

void ChromaUpsampler::row(int y, int x0, int n, const float* lightness, float* a, float* b) const {
  if (nodes_) return nodes_->carry(y, x0, n, lightness, a, b);
  const Place line = place_of(y, full_height_, height_);
  const auto nodes_at = [this](std::size_t node_y) {
    const auto at = static_cast<int>(node_y);
    return color::NodePlanes{row_of(0, at), row_of(1, at), row_of(2, at)};
  };
  const color::BlendRow place = {
      .above = nodes_at(line.first),
      .below = nodes_at(line.second),
      .below_weight = line.second_weight,
      .nodes_per_pixel = static_cast<float>(width_) / static_cast<float>(full_width_),
      .last_node = static_cast<float>(width_ - 1)};
  color::blend_row(place, x0, n, lightness, a, b);
}

}  // namespace autochrome::colorize
