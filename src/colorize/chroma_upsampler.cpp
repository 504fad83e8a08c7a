#include "colorize/chroma_upsampler.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <thread>

#include <fmt/format.h>

#include "base/error.h"
#include "color/row_kernels.h"

namespace autochrome::colorize {

namespace {

// Chosen on photographs reduced 4 and 8 times and carried back: least error of a and b over L's
// range weight (5 to 40), window (3 or 5 samples) and how slopes shrink, with the true colours and
// with blurred ones, as a network gives.
constexpr float kRange = 10.0F;
// Variances, in squared Lab units, below which differences are noise.
constexpr float kLightnessNoise = 10.0F;
constexpr float kColorNoise = 1.0F;
constexpr float kLargestChroma = 128.0F;

constexpr std::size_t kA = 0;
constexpr std::size_t kB = 1;
using Color = std::array<float, 2>;

/// A low-resolution sample with its surroundings.
struct Node {
  float lightness = 0;
  Color color{};
  Color slope{};   ///< change of a and b for one unit of L
  Color lowest{};  ///< of the 3×3 samples around
  Color highest{};
};

/// Where an output pixel lies between two samples of a coarser row.
struct Place {
  std::size_t first = 0;
  std::size_t second = 0;
  float second_weight = 0;
};

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

float held_chroma(float value) noexcept {
  return std::isnan(value) ? 0.0F : std::clamp(value, -kLargestChroma, kLargestChroma);
}

/// The low-resolution samples with their models, worked out from 3×3 windows.
class NodeGrid {
 public:
  explicit NodeGrid(const LowResolution& low)
      : width_(low.lightness.width), height_(low.lightness.height) {
    nodes_.resize(low.lightness.values.size());
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      nodes_[i].lightness = low.lightness.values[i];
      nodes_[i].color = {held_chroma(low.a.values[i]), held_chroma(low.b.values[i])};
    }
    for (int y = 0; y < height_; ++y) {
      for (int x = 0; x < width_; ++x) fit(x, y);
    }
  }

  [[nodiscard]] int width() const noexcept { return width_; }

  [[nodiscard]] int height() const noexcept { return height_; }

  [[nodiscard]] const Node* row(std::size_t y) const noexcept {
    return nodes_.data() + y * static_cast<std::size_t>(width_);
  }

 private:
  [[nodiscard]] Node& at(int x, int y) noexcept {
    const auto held_x = static_cast<std::size_t>(std::clamp(x, 0, width_ - 1));
    const auto held_y = static_cast<std::size_t>(std::clamp(y, 0, height_ - 1));
    return nodes_[held_y * static_cast<std::size_t>(width_) + held_x];
  }

  /// The least-squares slope of colour over L, shrunk by how well the two go together: an edge of
  /// both is believed, chance is not.
  void fit(int x, int y) noexcept {
    Node& node = at(x, y);
    node.lowest = node.highest = node.color;
    float sum = 0;
    float squares = 0;
    Color sums{};
    Color color_squares{};
    Color products{};
    // Differences from the sample itself keep the variances exact where L hardly varies.
    for (int dy = -1; dy <= 1; ++dy) {
      for (int dx = -1; dx <= 1; ++dx) {
        const Node& near = at(x + dx, y + dy);
        const float difference = near.lightness - node.lightness;
        sum += difference;
        squares += difference * difference;
        for (const std::size_t c : {kA, kB}) {
          const float color_difference = near.color[c] - node.color[c];
          sums[c] += color_difference;
          color_squares[c] += color_difference * color_difference;
          products[c] += difference * color_difference;
          node.lowest[c] = std::min(node.lowest[c], near.color[c]);
          node.highest[c] = std::max(node.highest[c], near.color[c]);
        }
      }
    }
    constexpr float kShare = 1.0F / 9.0F;
    const float mean = kShare * sum;
    const float variance = kShare * squares - mean * mean + kLightnessNoise;
    for (const std::size_t c : {kA, kB}) {
      const float color_mean = kShare * sums[c];
      const float color_variance =
          kShare * color_squares[c] - color_mean * color_mean + kColorNoise;
      const float covariance = kShare * products[c] - mean * color_mean;
      const float correlation = std::abs(covariance) / std::sqrt(variance * color_variance);
      node.slope[c] = correlation * covariance / variance;
    }
  }

  int width_;
  int height_;
  std::vector<Node> nodes_;
};

/// The colour of a pixel of lightness `lightness` among the four nodes around it.
Color carried(const std::array<const Node*, 4>& nodes,
              const std::array<float, 4>& nearness,
              float lightness) noexcept {
  Color color{};
  Color lowest{};
  Color highest{};
  float weights = 0;
  for (std::size_t k = 0; k < 4; ++k) {
    const Node& node = *nodes[k];
    const float difference = lightness - node.lightness;
    const float weight =
        nearness[k] / (1.0F + difference * difference * (1.0F / (kRange * kRange)));
    weights += weight;
    for (const std::size_t c : {kA, kB}) {
      color[c] += weight * (node.color[c] + node.slope[c] * difference);
      lowest[c] += nearness[k] * node.lowest[c];
      highest[c] += nearness[k] * node.highest[c];
    }
  }
  for (const std::size_t c : {kA, kB}) {
    // Not std::clamp, whose bounds must be in order: rounding may swap those of a flat patch.
    color[c] = std::min(std::max(color[c] / weights, lowest[c]), highest[c]);
  }
  return color;
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

std::vector<Place> places_of(int count, int samples) {
  std::vector<Place> places;
  places.reserve(static_cast<std::size_t>(count));
  for (int at = 0; at < count; ++at) places.push_back(place_of(at, count, samples));
  return places;
}

/// Carries the grid's colours to one row of pixels of lightness `guide`.
void carry_row(const NodeGrid& grid,
               Place line,
               const std::vector<Place>& columns,
               const float* guide,
               float* a,
               float* b) noexcept {
  const Node* above = grid.row(line.first);
  const Node* below = grid.row(line.second);
  const float down = line.second_weight;
  const float up = 1 - down;
  for (std::size_t x = 0; x < columns.size(); ++x) {
    const auto [left, right, across] = columns[x];
    const Color color =
        carried({above + left, above + right, below + left, below + right},
                {up * (1 - across), up * across, down * (1 - across), down * across}, guide[x]);
    a[x] = color[kA];
    b[x] = color[kB];
  }
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
  for (std::vector<float>* plane : {&lightness_, &a_, &b_}) {
    plane->resize(stride_ * static_cast<std::size_t>(height_));
  }
  const NodeGrid grid(low);
  const std::vector<Place> columns = places_of(width_, grid.width());
  in_bands(height_, threads, [&](int first, int last) {
    for (int y = first; y < last; ++y) {
      const std::size_t to = row_start(y);
      const float* guide = &medium.values[static_cast<std::size_t>(y) * columns.size()];
      std::copy_n(guide, columns.size(), &lightness_[to]);
      carry_row(grid, place_of(y, height_, grid.height()), columns, guide, &a_[to], &b_[to]);
    }
  });
  pad_rows();
}

void ChromaUpsampler::pad_rows() {
  for (std::vector<float>* plane : {&lightness_, &a_, &b_}) {
    for (int y = 0; y < height_; ++y) {
      float* last = &(*plane)[row_start(y) + static_cast<std::size_t>(width_ - 1)];
      std::fill_n(last + 1, color::kNodePadding, *last);
    }
  }
}

std::size_t ChromaUpsampler::row_start(int node_y) const noexcept {
  return static_cast<std::size_t>(node_y) * stride_;
}

void ChromaUpsampler::row(int y, int x0, int n, const float* lightness, float* a, float* b) const {
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
