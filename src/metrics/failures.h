// The three ways to fail that section 5.1 of the study names, as numbers that need no eye. They are
// definitions of ours (docs/evaluation.md says why and how they were tried): each is 0 for the
// truth and for gray, and none of them says that a colorization is good.
#pragma once

#include <vector>

#include "metrics/gradient.h"
#include "metrics/planes.h"

namespace autochrome::metrics {

/// The even surfaces of a true picture, on which colour should be even too.
class Surfaces {
 public:
  explicit Surfaces(const ColorPlanes& truth);

  /// See inconsistency; `result` has the truth's size.
  [[nodiscard]] double inconsistency(const ColorPlanes& result) const;

 private:
  struct Window {
    int x0 = 0;
    int y0 = 0;
    int side = 0;
    double scatter = 0;  ///< of the truth's a and b
  };

  std::vector<Window> windows_;
};

/// The outlines of a true picture, over which colour should not spill.
class Outlines {
 public:
  explicit Outlines(const ColorPlanes& truth);

  /// See bleeding; `result` has the truth's size.
  [[nodiscard]] double bleeding(const ColorPlanes& result) const;

 private:
  Field nearest_edge_;  ///< steepness of L around
  Field support_;       ///< steepness of ab that has a reason
};

/// "Spatially inconsistent colors, such as patches of different colors in the background": in
/// windows of an eighth of the shorter side, every half window, where the truth's L varies by a
/// standard deviation of at most 5, how much further a and b scatter (root of their variances'
/// sum) than in the truth. The mean over those windows, Lab units; 0 where there are none. Throws
/// ShapeError for different sizes.
[[nodiscard]] double inconsistency(const ColorPlanes& result, const ColorPlanes& truth);

/// "The color of an object spills over its intended boundary": near edges of L (within a sixteenth
/// of the shorter side of a gradient of 6 a pixel or more), how much steeper ab is (Sobel, length
/// of both gradients) than anything that supports it: the truth's ab, or twice the truth's L,
/// within two pixels. The mean over the pixels near edges, Lab units a pixel; 0 where there are
/// none. Throws ShapeError for different sizes.
[[nodiscard]] double bleeding(const ColorPlanes& result, const ColorPlanes& truth);

struct Greenness {
  /// Share of pixels that turn green (hue from 110° to 190° in ab, chroma 8 or more) where the
  /// truth is not green (of that hue and chroma 4 or more). In [0, 1].
  double share = 0;
  /// Mean turn of hue from truth to result in degrees, (-180, 180], positive from red over yellow
  /// to green: the argument of the mean of rotations weighted by sqrt(C₁C₂), over the pixels whose
  /// chroma is 4 or more in both; 0 where there are none.
  double hue_shift = 0;
};

/// "The image is predominantly colorized with shades of green". Throws ShapeError for different
/// sizes.
[[nodiscard]] Greenness greenness(const ColorPlanes& result, const ColorPlanes& truth);

}  // namespace autochrome::metrics
