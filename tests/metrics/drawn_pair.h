// Two related pictures drawn from whole numbers alone, the same bytes here and in make_golden.py.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <vector>

#include "metrics/planes.h"

namespace autochrome::metrics::testing {

using Bytes = std::vector<std::uint8_t>;

inline Bytes drawn_picture(int width, int height, int seed) {
  Bytes rgb;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      for (int c = 0; c < 3; ++c) {
        const int wave = std::abs((x * (3 + c) + y * (5 - c) + seed * 90 * (c + 1)) % 510 - 255);
        const int grain = (x * 31 + y * 17 + c * 7 + seed) % 32;
        rgb.push_back(static_cast<std::uint8_t>(wave * 7 / 8 + grain));
      }
    }
  }
  return rgb;
}

inline ColorPlanes planes_of(const Bytes& rgb, int width, int height) {
  return to_planes({rgb, width, height}, color::LabReader());
}

/// A picture like the truth and the truth.
struct DrawnPair {
  ColorPlanes result;
  ColorPlanes truth;
};

inline DrawnPair drawn_pair(int width, int height) {
  const Bytes truth = drawn_picture(width, height, 1);
  const Bytes other = drawn_picture(width, height, 2);
  Bytes result;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    result.push_back(static_cast<std::uint8_t>((3 * truth[i] + other[i]) / 4));
  }
  return {planes_of(result, width, height), planes_of(truth, width, height)};
}

}  // namespace autochrome::metrics::testing
