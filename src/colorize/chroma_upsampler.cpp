#include "colorize/chroma_upsampler.h"

#include <algorithm>
#include <cstddef>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "base/error.h"
#include "color/row_kernels.h"

namespace autochrome::colorize {

namespace {

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
  for (std::vector<float>* plane : {&lightness_, &a_, &b_}) {
    plane->resize(stride_ * static_cast<std::size_t>(height_));
  }
  const auto across = static_cast<std::size_t>(width_);
  in_bands(height_, threads, [&](int first, int last) {
    for (int y = first; y < last; ++y) {
      const std::size_t to = row_start(y);
      const float* guide = &medium.values[static_cast<std::size_t>(y) * across];
      std::copy_n(guide, across, &lightness_[to]);
      nodes.carry(y, 0, width_, guide, &a_[to], &b_[to]);
      pad_row(y);
    }
  });
}

void ChromaUpsampler::pad_row(int node_y) noexcept {
  const std::size_t last = row_start(node_y) + static_cast<std::size_t>(width_ - 1);
  for (std::vector<float>* plane : {&lightness_, &a_, &b_}) {
    std::fill_n(&(*plane)[last] + 1, color::kNodePadding, (*plane)[last]);
  }
}

std::size_t ChromaUpsampler::row_start(int node_y) const noexcept {
  return static_cast<std::size_t>(node_y) * stride_;
}

void ChromaUpsampler::row(int y, int x0, int n, const float* lightness, float* a, float* b) const {
  if (nodes_) return nodes_->carry(y, x0, n, lightness, a, b);
  const Place line = place_of(y, full_height_, height_);
  const auto nodes_at = [this](std::size_t node_y) {
    const std::size_t start = row_start(static_cast<int>(node_y));
    return color::NodePlanes{&lightness_[start], &a_[start], &b_[start]};
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
