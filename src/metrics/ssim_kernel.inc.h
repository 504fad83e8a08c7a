// One row of SSIM, included as ciede2000_kernel.inc.h is. The window is separable: moments are
// averaged down the rows first and then along them, in double precision, because variances are
// small differences of large means.
#include <cstring>

#include "metrics/kernels.h"
#include "metrics/ssim_window.h"
#include "metrics/strand_sum.inc.h"

namespace autochrome::metrics {

namespace {

inline double windowed(const double* __restrict at, std::ptrdiff_t step) {
  constexpr int kHalf = kTaps / 2;
  double sum = kWindow[kHalf] * at[kHalf * step];
  for (int k = 0; k < kHalf; ++k) sum += kWindow[k] * (at[k * step] + at[(kTaps - 1 - k) * step]);
  return sum;
}

// Left to itself the compiler makes this loop of single numbers.
#if defined(__AVX512F__)
constexpr std::size_t kRegister = 64;
#elif defined(__AVX2__)
constexpr std::size_t kRegister = 32;
#else
constexpr std::size_t kRegister = 16;
#endif
typedef double Doubles __attribute__((vector_size(kRegister)));  // NOLINT: no alias does
constexpr std::ptrdiff_t kLanes = kRegister / sizeof(double);

inline Doubles load(const double* at) {
  Doubles values;
  std::memcpy(&values, at, sizeof values);
  return values;
}

inline void average_down(const double* rows, std::ptrdiff_t width, double* averages) {
  constexpr int kHalf = kTaps / 2;
  std::ptrdiff_t i = 0;
  for (; i + kLanes <= width; i += kLanes) {
    const double* at = rows + i;
    Doubles sum = kWindow[kHalf] * load(at + kHalf * width);
    for (int k = 0; k < kHalf; ++k) {
      sum += kWindow[k] * (load(at + k * width) + load(at + (kTaps - 1 - k) * width));
    }
    std::memcpy(averages + i, &sum, sizeof sum);
  }
  for (; i < width; ++i) averages[i] = windowed(rows + i, width);
}

/// Wang et al. 2004, eq. 13, from the moments' averages down the columns.
inline void compare_along(const double* __restrict moments,
                          std::ptrdiff_t width,
                          double* __restrict similarity,
                          double* __restrict contrast_structure) {
  for (std::ptrdiff_t i = 0; i < width - kTaps + 1; ++i) {
    const double mean_x = windowed(moments + i, 1);
    const double mean_y = windowed(moments + width + i, 1);
    const double products = mean_x * mean_y;
    const double squares = mean_x * mean_x + mean_y * mean_y;
    const double variances = windowed(moments + 2 * width + i, 1) - squares;
    const double covariance = windowed(moments + 3 * width + i, 1) - products;
    const double part = (2.0 * covariance + kC2) / (variances + kC2);
    contrast_structure[i] = part;
    similarity[i] = part * (2.0 * products + kC1) / (squares + kC1);
  }
}

SimilaritySum similarity_row(const MomentRows& rows, int width, double* scratch) {
  double* const similarity = scratch + static_cast<std::ptrdiff_t>(kMoments) * width;
  double* const contrast_structure = similarity + width;
  for (std::size_t m = 0; m < kMoments; ++m) {
    average_down(rows[m], width, scratch + static_cast<std::ptrdiff_t>(m) * width);
  }
  compare_along(scratch, width, similarity, contrast_structure);
  return {strand_sum(similarity, width - kTaps + 1),
          strand_sum(contrast_structure, width - kTaps + 1)};
}

}  // namespace

}  // namespace autochrome::metrics
