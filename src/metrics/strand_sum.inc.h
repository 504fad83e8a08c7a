// A sum in strands, so that the additions need not wait for each other and are vectorised without
// leave to reorder them. In an anonymous namespace, as everything that is compiled for AVX2 too
// (color/block_kernels.inc.h tells why).
#pragma once

#include <cstddef>

namespace autochrome::metrics {

namespace {

template <class Value>
inline double strand_sum(const Value* __restrict values, std::ptrdiff_t count) {
  constexpr std::ptrdiff_t kStrands = 8;
  double strands[kStrands] = {};
  std::ptrdiff_t i = 0;
  for (; i + kStrands <= count; i += kStrands) {
    for (std::ptrdiff_t k = 0; k < kStrands; ++k) strands[k] += values[i + k];
  }
  for (; i < count; ++i) strands[0] += values[i];
  double sum = 0.0;
  for (const double strand : strands) sum += strand;
  return sum;
}

}  // namespace

}  // namespace autochrome::metrics
