// The samples that the network saw and coloured, with a model of colour over L for each, ready to
// be carried to a finer picture row by row (color/carry.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "image/plane.h"

namespace autochrome::colorize {

/// A picture of one value a pixel, row-major without gaps. Somebody else's; only read while passed.
struct PlaneView {
  std::span<const float> values;
  int width = 0;
  int height = 0;
};

[[nodiscard]] inline PlaneView view_of(const image::Plane& plane) noexcept {
  return {plane.values, plane.width, plane.height};
}

/// What the network saw and said: L, a and b of one size, in Lab units.
struct LowResolution {
  PlaneView lightness;
  PlaneView a;
  PlaneView b;
};

/// Where an output pixel lies between two samples of a coarser row.
struct Place {
  std::size_t first = 0;
  std::size_t second = 0;
  float second_weight = 0;
};

/// Of pixel `at` of `count` among `samples`; both cover the same length, and beyond the centre of
/// the outermost sample the pixel is on it.
[[nodiscard]] Place place_of(int at, int count, int samples) noexcept;

/// Memory: nine floats a sample. Immutable once built.
class [[nodiscard]] NodeGrid {
 public:
  /// `low` is to be carried to `width` × `height` pixels; sizes are positive and agree.
  NodeGrid(const LowResolution& low, int width, int height);

  /// Writes a and b of the pixels [x0, x0 + n) of row y, given those pixels' L. From any thread.
  void carry(int y, int x0, int n, const float* lightness, float* a, float* b) const;

 private:
  [[nodiscard]] const float* row(int node_y) const noexcept;
  [[nodiscard]] float* row(int node_y) noexcept;
  void copy(const LowResolution& low, int node_y) noexcept;
  void pad(int node_y, std::ptrdiff_t first_plane, std::ptrdiff_t end_plane) noexcept;
  void place_columns(int width);

  int height_;  ///< of the pixels
  int nodes_across_;
  int nodes_down_;
  std::ptrdiff_t stride_;
  std::vector<float> planes_;  ///< rows as color/carry.h describes them, one after the other
  std::vector<std::int32_t> left_;
  std::vector<float> right_weight_;
  bool close_ = true;
};

}  // namespace autochrome::colorize
