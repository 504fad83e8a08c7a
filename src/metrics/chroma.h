// How far the colours of a result lie from the true ones in the plane of a and b; what lightness
// does is left aside, since colorization keeps it.
#pragma once

#include <vector>

#include "metrics/planes.h"

namespace autochrome::metrics {

struct ChromaError {
  /// Root of the mean of Δa² + Δb² over the pixels, Lab units. (Divided by √2 it is the form that
  /// averages over both channels.)
  double rms = 0;
  /// "Raw accuracy (AuC)" of R. Zhang, P. Isola, A. A. Efros, "Colorful image colorization", ECCV
  /// 2016, section 3.1: the share of pixels whose distance in ab lies within a threshold, averaged
  /// over thresholds from 0 to 150. They sum over whole thresholds; this is the integral, which is
  /// the mean of max(0, 1 - distance / 150). In [0, 1], 1 for equal colours.
  double raw_accuracy = 0;
};

/// Throws ShapeError for different sizes.
[[nodiscard]] ChromaError chroma_error(const ColorPlanes& result, const ColorPlanes& truth);

/// How often colours occur in a picture, wherever they are: made once for a picture that several
/// are compared with.
class ChromaDistribution {
 public:
  explicit ChromaDistribution(const ColorPlanes& picture);

  /// See chroma_distance.
  [[nodiscard]] double distance(const ChromaDistribution& other) const;

 private:
  std::vector<double> below_;  ///< [direction][bin], the share of pixels up to there
};

/// Distance of the two pictures' distributions of (a, b), wherever in the picture the colours are:
/// the sliced Wasserstein distance of order 1 (Bonneel et al. 2015, section 3.2) over four
/// directions, 0°, 45°, 90° and 135°, each from histograms with a bin a Lab unit, between two of
/// which a pixel is divided. In Lab units; 0 for equal distributions. Works for pictures of
/// different sizes too.
[[nodiscard]] double chroma_distance(const ColorPlanes& result, const ColorPlanes& truth);

}  // namespace autochrome::metrics
