// The block kernel of blend_row, included like color/block_kernels.inc.h and under its rules, but
// in vectors: what a group of pixels needs then stays in registers.
#include "color/block_kernels.h"
#include "color/lanes.inc.h"

namespace autochrome::color {

namespace {

// A node whose L differs by kBlendRange or more counts for next to nothing; the rest keeps the sum
// from vanishing where no node is alike, and then all four count as in a bilinear blend.
constexpr float kBlendRange = 25.0F;
constexpr float kUnlike = 0.1F;
// Nodes a pixel up to which a register's worth of pixels has its nodes in one register.
constexpr float kCloseStep = 0.8F;
static_assert(kCloseStep * (kLanes - 1) + 1 < kLanes);

/// Where the pixels of a block lie in a row of nodes.
struct Places {
  alignas(64) std::int32_t left[kBlock];   ///< index of the node to the left
  alignas(64) float right_weight[kBlock];  ///< 0 at the left node, 1 at the next
};

inline void place(const BlendRow& row, std::int32_t x0, Places& __restrict places) {
  const float step = row.nodes_per_pixel;
  const float last = row.last_node;
  for (std::int32_t i = 0; i < static_cast<std::int32_t>(kBlock); ++i) {
    const float at = (static_cast<float>(x0 + i) + 0.5F) * step - 0.5F;
    const float from_first = at > 0.0F ? at : 0.0F;
    const float held = from_first < last ? from_first : last;
    const auto left = static_cast<std::int32_t>(held);
    places.left[i] = left;
    places.right_weight[i] = held - static_cast<float>(left);
  }
}

/// Tukey's biweight of a difference in L, with a floor.
inline Floats likeness(const Floats& difference) {
  constexpr float kInverse = 1.0F / (kBlendRange * kBlendRange);
  const Floats falling = 1.0F - difference * difference * kInverse;
  const Floats held = larger(falling, Floats{} + kUnlike);
  return held * held;
}

template <bool kClose>
inline void blend_group(const BlendRow& row,
                        const std::int32_t* left_nodes,
                        const float* right_weight,
                        const float* lightness,
                        float* a,
                        float* b) {
  const Fetch<kClose> fetch(left_nodes);
  const auto own = load<Floats>(lightness);
  const Neighbours above = fetch.of(row.above.lightness);
  const Neighbours below = fetch.of(row.below.lightness);
  const auto right = load<Floats>(right_weight);
  const Floats left = 1.0F - right;
  const float down = row.below_weight;
  const float up = 1.0F - down;
  const Floats weights[] = {
      up * left * likeness(own - above.left), up * right * likeness(own - above.right),
      down * left * likeness(own - below.left), down * right * likeness(own - below.right)};
  const Floats share = 1.0F / ((weights[0] + weights[1]) + (weights[2] + weights[3]));
  const auto mean = [&](const float* nodes_above, const float* nodes_below) {
    const Neighbours top = fetch.of(nodes_above);
    const Neighbours bottom = fetch.of(nodes_below);
    return share * (weights[0] * top.left + weights[1] * top.right + weights[2] * bottom.left +
                    weights[3] * bottom.right);
  };
  store(a, mean(row.above.a, row.below.a));
  store(b, mean(row.above.b, row.below.b));
}

template <bool kClose>
inline void blend_all(
    const BlendRow& row, const Places& places, const float* lightness, float* a, float* b) {
  for (std::ptrdiff_t i = 0; i < kBlock; i += kLanes) {
    blend_group<kClose>(row, places.left + i, places.right_weight + i, lightness + i, a + i, b + i);
  }
}

void blend_block(
    const BlendRow& given, std::int32_t x0, const float* lightness, float* a, float* b) {
  const BlendRow row = given;  // which nobody writes to, unlike a and b
  Places places;
  place(row, x0, places);
  if (row.nodes_per_pixel <= kCloseStep) return blend_all<true>(row, places, lightness, a, b);
  blend_all<false>(row, places, lightness, a, b);
}

}  // namespace

}  // namespace autochrome::color
