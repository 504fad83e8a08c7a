#include "colorize/node_grid.h"

#include <algorithm>
#include <cmath>

#include "color/carry.h"

namespace autochrome::colorize {

namespace {

constexpr float kLargestChroma = 128.0F;
constexpr std::ptrdiff_t kPaddingBefore = 1;

float held_chroma(float value) noexcept {
  return std::isnan(value) ? 0.0F : std::clamp(value, -kLargestChroma, kLargestChroma);
}

}  // namespace

Place place_of(int at, int count, int samples) noexcept {
  const float exact =
      (static_cast<float>(at) + 0.5F) * static_cast<float>(samples) / static_cast<float>(count) -
      0.5F;
  const float held = std::clamp(exact, 0.0F, static_cast<float>(samples - 1));
  const auto first = static_cast<int>(held);
  return {static_cast<std::size_t>(first),
          static_cast<std::size_t>(std::min(first + 1, samples - 1)),
          held - static_cast<float>(first)};
}

NodeGrid::NodeGrid(const LowResolution& low, int width, int height)
    : height_(height),
      nodes_across_(low.lightness.width),
      nodes_down_(low.lightness.height),
      stride_(kPaddingBefore + nodes_across_ + color::kNodePadding),
      planes_(static_cast<std::size_t>(stride_ * color::kModelPlanes * nodes_down_)) {
  for (int y = 0; y < nodes_down_; ++y) {
    copy(low, y);
    pad(y, color::kModelLightness, color::kModelSlopeA);
  }
  for (int y = 0; y < nodes_down_; ++y) {
    color::fit_row(row(std::max(y - 1, 0)), row(std::min(y + 1, nodes_down_ - 1)), row(y), stride_,
                   nodes_across_);
    pad(y, color::kModelSlopeA, color::kModelPlanes);
  }
  place_columns(width);
}

const float* NodeGrid::row(int node_y) const noexcept {
  return &planes_[static_cast<std::size_t>(node_y * color::kModelPlanes * stride_ +
                                           kPaddingBefore)];
}

float* NodeGrid::row(int node_y) noexcept {
  return &planes_[static_cast<std::size_t>(node_y * color::kModelPlanes * stride_ +
                                           kPaddingBefore)];
}

void NodeGrid::copy(const LowResolution& low, int node_y) noexcept {
  const std::ptrdiff_t from = std::ptrdiff_t{node_y} * nodes_across_;
  float* to = row(node_y);
  std::copy_n(low.lightness.values.data() + from, nodes_across_,
              to + color::kModelLightness * stride_);
  std::transform(low.a.values.data() + from, low.a.values.data() + from + nodes_across_,
                 to + color::kModelA * stride_, held_chroma);
  std::transform(low.b.values.data() + from, low.b.values.data() + from + nodes_across_,
                 to + color::kModelB * stride_, held_chroma);
}

void NodeGrid::pad(int node_y, std::ptrdiff_t first_plane, std::ptrdiff_t end_plane) noexcept {
  for (std::ptrdiff_t plane = first_plane; plane < end_plane; ++plane) {
    float* nodes = row(node_y) + plane * stride_;
    nodes[-kPaddingBefore] = nodes[0];
    std::fill_n(nodes + nodes_across_, color::kNodePadding, nodes[nodes_across_ - 1]);
  }
}

void NodeGrid::place_columns(int width) {
  left_.reserve(static_cast<std::size_t>(width));
  right_weight_.reserve(static_cast<std::size_t>(width));
  for (int x = 0; x < width; ++x) {
    const Place place = place_of(x, width, nodes_across_);
    left_.push_back(static_cast<std::int32_t>(place.first));
    right_weight_.push_back(place.second_weight);
  }
  close_ = std::ranges::adjacent_find(left_, [](std::int32_t left, std::int32_t next) {
             return next - left > 1;
           }) == left_.end();
}

void NodeGrid::carry(int y, int x0, int n, const float* lightness, float* a, float* b) const {
  const Place line = place_of(y, height_, nodes_down_);
  const color::CarryRow place = {.above = row(static_cast<int>(line.first)),
                                 .below = row(static_cast<int>(line.second)),
                                 .stride = stride_,
                                 .below_weight = line.second_weight,
                                 .left = left_.data() + x0,
                                 .right_weight = right_weight_.data() + x0,
                                 .close = close_};
  color::carry_row(place, n, lightness, a, b);
}

}  // namespace autochrome::colorize
