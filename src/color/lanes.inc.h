// A group of pixels in one of the compiler's vectors, and what coarser samples give to each of
// them. Included like color/block_kernels.inc.h and under its rules.
#pragma once

#ifdef __AVX2__
#include <immintrin.h>
#endif

#include <cstddef>
#include <cstdint>

#include "color/row_kernels.h"

namespace autochrome::color {

namespace {

#if defined(__AVX512F__)
constexpr std::ptrdiff_t kLanes = 16;
#elif defined(__AVX2__)
constexpr std::ptrdiff_t kLanes = 8;
#else
constexpr std::ptrdiff_t kLanes = 4;
#endif
static_assert(kLanes < kNodePadding);

typedef float Floats __attribute__((vector_size(kLanes * sizeof(float))));                 // NOLINT
typedef std::int32_t Ints __attribute__((vector_size(kLanes * sizeof(float))));            // NOLINT
typedef std::uint16_t Words __attribute__((vector_size(kLanes * sizeof(std::uint16_t))));  // NOLINT

template <class V, class T>
inline V load(const T* values) {
  V vector;
  __builtin_memcpy(&vector, values, sizeof vector);
  return vector;
}

template <class V, class T>
inline void store(T* values, const V& vector) {
  __builtin_memcpy(values, &vector, sizeof vector);
}

// The second where the first is not a number, as the processor's own instructions, which g++ 12
// does not find by itself. (AVX-512's plain forms make it warn of what they leave undefined, hence
// a mask of all lanes.)
#ifdef __AVX512F__
constexpr __mmask16 kAllLanes = 0xFFFF;

inline Floats larger(const Floats& x, const Floats& y) {
  return _mm512_maskz_max_ps(kAllLanes, x, y);
}

inline Floats smaller(const Floats& x, const Floats& y) {
  return _mm512_maskz_min_ps(kAllLanes, x, y);
}
#elif defined(__AVX2__)
inline Floats larger(const Floats& x, const Floats& y) { return _mm256_max_ps(x, y); }

inline Floats smaller(const Floats& x, const Floats& y) { return _mm256_min_ps(x, y); }
#else
inline Floats larger(const Floats& x, const Floats& y) { return x > y ? x : y; }

inline Floats smaller(const Floats& x, const Floats& y) { return x < y ? x : y; }
#endif

inline Floats square_root(const Floats& v) {
#if defined(__AVX512F__)
  return _mm512_maskz_sqrt_ps(kAllLanes, v);
#elif defined(__AVX2__)
  return _mm256_sqrt_ps(v);
#else
  Floats root;
  for (std::ptrdiff_t k = 0; k < kLanes; ++k) root[k] = __builtin_sqrtf(v[k]);
  return root;
#endif
}

/// A group of pixels' values of the samples to the left and right of each.
struct Neighbours {
  Floats left;
  Floats right;
};

/// Fetches samples for a group of pixels. kClose: all lie within one register, and a permutation
/// brings them for a fraction of what a gather costs.
template <bool kClose>
struct Fetch {
  std::ptrdiff_t first;
  Ints left;  ///< beyond `first`

  explicit Fetch(const std::int32_t* indices)
      : first(indices[0]), left(load<Ints>(indices) - indices[0]) {}

#if defined(__AVX512F__)
  [[nodiscard]] Floats pick(const float* nodes) const {
    const auto index = reinterpret_cast<__m512i>(left);
    if constexpr (kClose)
      return _mm512_maskz_permutexvar_ps(kAllLanes, index, _mm512_loadu_ps(nodes));
    return _mm512_mask_i32gather_ps(_mm512_setzero_ps(), kAllLanes, index, nodes, sizeof(float));
  }
#elif defined(__AVX2__)
  [[nodiscard]] Floats pick(const float* nodes) const {
    const auto index = reinterpret_cast<__m256i>(left);
    if constexpr (kClose) return _mm256_permutevar8x32_ps(_mm256_loadu_ps(nodes), index);
    return _mm256_i32gather_ps(nodes, index, sizeof(float));
  }
#else
  [[nodiscard]] Floats pick(const float* nodes) const {
    return Floats{nodes[left[0]], nodes[left[1]], nodes[left[2]], nodes[left[3]]};
  }
#endif

  [[nodiscard]] Neighbours of(const float* nodes) const {
    return {pick(nodes + first), pick(nodes + first + 1)};
  }
};

}  // namespace

}  // namespace autochrome::color
