// Vectors of floats in the compiler's own notation. Included by source files that are compiled for
// one kind of processor each; internal linkage, so that their forms do not mix.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>

namespace autochrome::kernels {

namespace {

/// f(0), f(1), … f(Count - 1), each with its number as a constant: arrays so indexed become
/// registers.
template <int Count, class F>
[[gnu::always_inline]] inline void unrolled(F&& f) {
  [&]<int... I>(std::integer_sequence<int, I...>) { (f(std::integral_constant<int, I>{}), ...); }
  (std::make_integer_sequence<int, Count>{});
}

/// As many floats as a register of the processor holds.
template <int Lanes>
struct VectorOf {
  typedef float type __attribute__((vector_size(Lanes * sizeof(float))));  // NOLINT: no alias does
};

template <int Lanes>
using Vector = typename VectorOf<Lanes>::type;

template <class V>
inline V load(const float* values) {
  V vector;
  std::memcpy(&vector, values, sizeof vector);
  return vector;
}

template <class V>
inline void store(float* values, const V& vector) {
  std::memcpy(values, &vector, sizeof vector);
}

}  // namespace

}  // namespace autochrome::kernels
