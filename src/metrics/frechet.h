// How far one set of pictures is from another as a classifier sees them: M. Heusel et al., "GANs
// trained by a two time-scale update rule converge to a local Nash equilibrium", NIPS 2017, eq. 6.
// Features are taken for normally distributed; whose features they are is the caller's choice.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace autochrome::metrics {

/// A normal distribution of `mean.size()` dimensions.
struct Gaussian {
  std::vector<double> mean;
  std::vector<double> covariance;  ///< row-major, symmetric
};

/// The mean and the unbiased covariance of features [N, dimensions], row-major. Throws ShapeError
/// for fewer than two rows or for a rest.
[[nodiscard]] Gaussian fit_gaussian(std::span<const float> features, std::size_t dimensions);

/// |μ₁ - μ₂|² + tr(Σ₁ + Σ₂ - 2 (Σ₁Σ₂)^½), in squared units of the features, never below 0. Σ₁Σ₂
/// has the eigenvalues of the symmetric Σ₁^½ Σ₂ Σ₁^½, so that no complex root is ever taken. Throws
/// ShapeError for different dimensions.
[[nodiscard]] double frechet_distance(const Gaussian& x, const Gaussian& y);

}  // namespace autochrome::metrics
