// Vectors of floats in the compiler's own notation. Included by source files that are compiled for
// one kind of processor each; internal linkage, so that their forms do not mix.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace autochrome::kernels {

namespace {

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
