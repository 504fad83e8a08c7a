// The kernels of fit_row and carry_row, included like color/block_kernels.inc.h and under its
// rules, but in vectors: what a group of pixels needs then stays in registers.
#include "color/block_kernels.h"
#include "color/lanes.inc.h"

namespace autochrome::color {

namespace {

// Chosen on photographs reduced 4 and 8 times and carried back: least error of a and b over L's
// range weight (5 to 40), window (3 or 5 samples) and how slopes shrink, with the true colours and
// with blurred ones, as a network gives.
constexpr float kCarryRange = 10.0F;
// Variances, in squared Lab units, below which differences are noise.
constexpr float kLightnessNoise = 10.0F;
constexpr float kColorNoise = 1.0F;

inline Floats magnitude(const Floats& v) { return larger(v, -v); }

/// What a window says of one colour: sums over its samples of the differences from the middle one.
struct WindowSums {
  Floats sum{};
  Floats squares{};
  Floats products{};
  Floats lowest;
  Floats highest;

  explicit WindowSums(const Floats& middle) : lowest(middle), highest(middle) {}

  void add(const Floats& color, const Floats& middle, const Floats& lightness_difference) {
    const Floats difference = color - middle;
    sum += difference;
    squares += difference * difference;
    products += lightness_difference * difference;
    lowest = smaller(color, lowest);
    highest = larger(color, highest);
  }
};

constexpr float kShare = 1.0F / 9.0F;  // of a sample in its window

inline Floats slope_of(const WindowSums& window, const Floats& mean, const Floats& variance) {
  const Floats color_mean = kShare * window.sum;
  const Floats color_variance = kShare * window.squares - color_mean * color_mean + kColorNoise;
  const Floats covariance = kShare * window.products - mean * color_mean;
  // Correlation times least-squares slope.
  return magnitude(covariance) * covariance / (variance * square_root(variance * color_variance));
}

/// The samples x.. of three rows of windows, all planes at once.
inline void fit_group(const float* const* rows, std::ptrdiff_t stride, float* out) {
  const float* middle = rows[1];
  const auto lightness = load<Floats>(middle + kModelLightness * stride);
  const auto a = load<Floats>(middle + kModelA * stride);
  const auto b = load<Floats>(middle + kModelB * stride);
  // Differences from the sample itself keep the variances exact where L hardly varies.
  Floats sum{};
  Floats squares{};
  WindowSums of_a(a);
  WindowSums of_b(b);
  for (std::ptrdiff_t dy = 0; dy < 3; ++dy) {
    for (std::ptrdiff_t dx = -1; dx <= 1; ++dx) {
      const float* near = rows[dy] + dx;
      const Floats difference = load<Floats>(near + kModelLightness * stride) - lightness;
      sum += difference;
      squares += difference * difference;
      of_a.add(load<Floats>(near + kModelA * stride), a, difference);
      of_b.add(load<Floats>(near + kModelB * stride), b, difference);
    }
  }
  const Floats mean = kShare * sum;
  const Floats variance = kShare * squares - mean * mean + kLightnessNoise;
  store(out + kModelSlopeA * stride, slope_of(of_a, mean, variance));
  store(out + kModelSlopeB * stride, slope_of(of_b, mean, variance));
  store(out + kModelLowestA * stride, of_a.lowest);
  store(out + kModelLowestB * stride, of_b.lowest);
  store(out + kModelHighestA * stride, of_a.highest);
  store(out + kModelHighestB * stride, of_b.highest);
}

void fit_samples(
    const float* above, const float* below, float* row, std::ptrdiff_t stride, std::ptrdiff_t n) {
  for (std::ptrdiff_t x = 0; x < n; x += kLanes) {
    const float* rows[] = {above + x, row + x, below + x};
    fit_group(rows, stride, row + x);
  }
}

/// Nearness of the four samples around each pixel of a group.
struct Nearness {
  Floats left;
  Floats right;
  float up;
  float down;
};

template <bool kClose>
inline Floats between(const Fetch<kClose>& fetch,
                      const Nearness& near,
                      const float* above,
                      const float* below) {
  const Neighbours top = fetch.of(above);
  const Neighbours bottom = fetch.of(below);
  return near.up * (near.left * top.left + near.right * top.right) +
         near.down * (near.left * bottom.left + near.right * bottom.right);
}

/// The differences of a group's L from the four samples around each pixel, and their weights.
struct Likeness {
  Floats difference[4];
  Floats weight[4];
  Floats share;  ///< one over the sum of the weights
};

// A weight is nearness / (1 + (difference / range)²); the four have a common denominator, which
// cancels and saves four divisions.
inline Likeness likeness_of(const Nearness& near,
                            const Floats& lightness,
                            const Neighbours& above,
                            const Neighbours& below) {
  constexpr float kInverse = 1.0F / (kCarryRange * kCarryRange);
  Likeness like{{lightness - above.left, lightness - above.right, lightness - below.left,
                 lightness - below.right},
                {},
                {}};
  Floats falling[4];
  for (int k = 0; k < 4; ++k) {
    falling[k] = 1.0F + like.difference[k] * like.difference[k] * kInverse;
  }
  const Floats upper = near.up * (falling[2] * falling[3]);
  const Floats lower = near.down * (falling[0] * falling[1]);
  like.weight[0] = near.left * falling[1] * upper;
  like.weight[1] = near.right * falling[0] * upper;
  like.weight[2] = near.left * falling[3] * lower;
  like.weight[3] = near.right * falling[2] * lower;
  like.share = 1.0F / ((like.weight[0] + like.weight[1]) + (like.weight[2] + like.weight[3]));
  return like;
}

/// What the planes of one colour give: the plane itself, then its slope, least and largest, each
/// two planes behind the other.
template <bool kClose>
inline Floats carried(const CarryRow& row,
                      const Fetch<kClose>& fetch,
                      const Nearness& near,
                      const Likeness& like,
                      std::ptrdiff_t color) {
  static_assert(kModelSlopeA - kModelA == 2 && kModelLowestA - kModelA == 4 &&
                kModelHighestA - kModelA == 6);
  const std::ptrdiff_t step = 2 * row.stride;
  const float* above = row.above + color * row.stride;
  const float* below = row.below + color * row.stride;
  const Neighbours colors[] = {fetch.of(above), fetch.of(below)};
  const Neighbours slopes[] = {fetch.of(above + step), fetch.of(below + step)};
  const auto modelled = [&](int k, const Floats& value, const Floats& slope) {
    return like.weight[k] * (value + slope * like.difference[k]);
  };
  const Floats sum =
      (modelled(0, colors[0].left, slopes[0].left) +
       modelled(1, colors[0].right, slopes[0].right)) +
      (modelled(2, colors[1].left, slopes[1].left) + modelled(3, colors[1].right, slopes[1].right));
  const Floats lowest = between(fetch, near, above + 2 * step, below + 2 * step);
  const Floats highest = between(fetch, near, above + 3 * step, below + 3 * step);
  return smaller(larger(sum * like.share, lowest), highest);
}

template <bool kClose>
inline void carry_group(const CarryRow& row,
                        const std::int32_t* left,
                        const float* right_weight,
                        const float* lightness,
                        float* a,
                        float* b) {
  const Fetch<kClose> fetch(left);
  const auto right = load<Floats>(right_weight);
  const Nearness near{1.0F - right, right, 1.0F - row.below_weight, row.below_weight};
  const Likeness like =
      likeness_of(near, load<Floats>(lightness), fetch.of(row.above), fetch.of(row.below));
  store(a, carried(row, fetch, near, like, kModelA));
  store(b, carried(row, fetch, near, like, kModelB));
}

/// A last, short group is filled up with its first pixel.
template <bool kClose>
inline void carry_rest(const CarryRow& row,
                       std::ptrdiff_t from,
                       std::ptrdiff_t n,
                       const float* lightness,
                       float* a,
                       float* b) {
  std::int32_t left[kLanes];
  float right_weight[kLanes];
  float values[kLanes];
  float rest_a[kLanes];
  float rest_b[kLanes];
  for (std::ptrdiff_t k = 0; k < kLanes; ++k) {
    const std::ptrdiff_t x = from + k < n ? from + k : from;
    left[k] = row.left[x];
    right_weight[k] = row.right_weight[x];
    values[k] = lightness[x];
  }
  carry_group<kClose>(row, left, right_weight, values, rest_a, rest_b);
  for (std::ptrdiff_t k = 0; from + k < n; ++k) {
    a[from + k] = rest_a[k];
    b[from + k] = rest_b[k];
  }
}

template <bool kClose>
inline void carry_all(
    const CarryRow& row, std::ptrdiff_t n, const float* lightness, float* a, float* b) {
  std::ptrdiff_t x = 0;
  for (; x + kLanes <= n; x += kLanes) {
    carry_group<kClose>(row, row.left + x, row.right_weight + x, lightness + x, a + x, b + x);
  }
  if (x < n) carry_rest<kClose>(row, x, n, lightness, a, b);
}

void carry_pixels(
    const CarryRow& row, std::ptrdiff_t n, const float* lightness, float* a, float* b) {
  if (row.close) return carry_all<true>(row, n, lightness, a, b);
  carry_all<false>(row, n, lightness, a, b);
}

}  // namespace

}  // namespace autochrome::color
