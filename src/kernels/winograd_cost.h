// What a convolution costs by Winograd's method and directly, by a small model of five constants
// (costs.h).
#pragma once

#include <cstdint>

#include "kernels/winograd.h"

namespace autochrome::kernels {

/// Padded channels, and tiles of a tiling.
struct WinogradSize {
  std::int64_t inputs = 0;
  std::int64_t outputs = 0;
  std::int64_t tiles = 0;
};

/// In the time of one multiply-add at full rate.
[[nodiscard]] double winograd_cost(Tiling tiling, const WinogradSize& size);

/// Weights, every one of which is multiplied with every pixel.
struct DirectSize {
  std::int64_t weights = 0;
  std::int64_t height = 0;
  std::int64_t width = 0;
};

/// What Winograd's method must stay below to be chosen.
[[nodiscard]] double direct_cost(const DirectSize& size);

/// Decides how many tiles are in memory at a time and what threads share, for a Winograd that is
/// complete otherwise.
void schedule(Winograd& winograd, int threads);

}  // namespace autochrome::kernels
