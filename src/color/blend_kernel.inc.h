// The block kernel of blend_row, included like color/block_kernels.inc.h and under its rules.
#ifdef __AVX2__
#include <immintrin.h>
#endif

#include "color/block_kernels.h"

namespace autochrome::color {

namespace {

// A node whose L differs by kRange or more counts for next to nothing; the rest keeps the sum from
// vanishing where no node is alike, and then all four count as in a bilinear blend.
constexpr float kRange = 25.0F;
constexpr float kUnlike = 0.1F;

/// The nodes to the left and right of each pixel of a block.
struct Sides {
  alignas(64) float left[kBlock];
  alignas(64) float right[kBlock];
};

struct Places {
  alignas(64) std::int32_t left[kBlock];   ///< index of the node to the left
  alignas(64) float right_weight[kBlock];  ///< 0 at the left node, 1 at the next
  bool close = false;                      ///< any 8 pixels lie within 8 nodes
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
  places.close = step <= 0.8F;
}

#ifdef __AVX2__
// Enlarging, a register's worth of pixels has all its nodes in one register: a permutation fetches
// them for a fraction of what a gather costs.
inline void spread_close(const float* nodes, const Places& places, Sides& sides) {
  const __m256i one = _mm256_set1_epi32(1);
  for (std::ptrdiff_t i = 0; i < kBlock; i += 8) {
    const std::int32_t first = places.left[i];
    const __m256 near = _mm256_loadu_ps(nodes + first);
    const __m256i index =
        _mm256_sub_epi32(_mm256_load_si256(reinterpret_cast<const __m256i*>(places.left + i)),
                         _mm256_set1_epi32(first));
    _mm256_store_ps(sides.left + i, _mm256_permutevar8x32_ps(near, index));
    _mm256_store_ps(sides.right + i, _mm256_permutevar8x32_ps(near, _mm256_add_epi32(index, one)));
  }
}
#endif

inline void spread(const float* __restrict nodes,
                   const Places& __restrict places,
                   Sides& __restrict sides) {
#ifdef __AVX2__
  if (places.close) return spread_close(nodes, places, sides);
#endif
  for (std::ptrdiff_t i = 0; i < kBlock; ++i) {
    sides.left[i] = nodes[places.left[i]];
    sides.right[i] = nodes[places.left[i] + 1];
  }
}

/// Tukey's biweight of a difference in L, with a floor.
inline float likeness(float difference) {
  const float inverse = 1.0F / (kRange * kRange);
  const float falling = 1.0F - difference * difference * inverse;
  const float held = falling > kUnlike ? falling : kUnlike;
  return held * held;
}

/// One row of nodes next to a block of pixels.
struct NodeRow {
  Sides lightness;
  Sides a;
  Sides b;
};

inline void spread(const NodePlanes& nodes, const Places& places, NodeRow& row) {
  spread(nodes.lightness, places, row.lightness);
  spread(nodes.a, places, row.a);
  spread(nodes.b, places, row.b);
}

void blend_block(const BlendRow& row,
                 std::int32_t x0,
                 const float* __restrict lightness,
                 float* __restrict a,
                 float* __restrict b) {
  Places places;
  NodeRow above;
  NodeRow below;
  place(row, x0, places);
  spread(row.above, places, above);
  spread(row.below, places, below);
  const float down = row.below_weight;
  for (std::ptrdiff_t i = 0; i < kBlock; ++i) {
    const float l = lightness[i];
    const float right = places.right_weight[i];
    const float left = 1.0F - right;
    const float w0 = (1.0F - down) * left * likeness(l - above.lightness.left[i]);
    const float w1 = (1.0F - down) * right * likeness(l - above.lightness.right[i]);
    const float w2 = down * left * likeness(l - below.lightness.left[i]);
    const float w3 = down * right * likeness(l - below.lightness.right[i]);
    const float share = 1.0F / ((w0 + w1) + (w2 + w3));
    a[i] = share * (w0 * above.a.left[i] + w1 * above.a.right[i] + w2 * below.a.left[i] +
                    w3 * below.a.right[i]);
    b[i] = share * (w0 * above.b.left[i] + w1 * above.b.right[i] + w2 * below.b.left[i] +
                    w3 * below.b.right[i]);
  }
}

}  // namespace

}  // namespace autochrome::color
