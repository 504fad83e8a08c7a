#include "metrics/frechet.h"

#include <algorithm>

#include <Eigen/Eigenvalues>
#include <fmt/format.h>

#include "base/error.h"

namespace autochrome::metrics {

namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;
using RowMajor = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

Eigen::Map<const MatrixXd> matrix_of(const Gaussian& normal) {
  const auto side = static_cast<Eigen::Index>(normal.mean.size());
  return {normal.covariance.data(), side, side};
}

Eigen::Map<const VectorXd> mean_of(const Gaussian& normal) {
  return {normal.mean.data(), static_cast<Eigen::Index>(normal.mean.size())};
}

/// The symmetric root of a covariance. Its eigenvalues are not negative but for rounding.
MatrixXd root_of(const MatrixXd& covariance) {
  const Eigen::SelfAdjointEigenSolver<MatrixXd> solved(covariance);
  const VectorXd roots = solved.eigenvalues().cwiseMax(0.0).cwiseSqrt();
  return solved.eigenvectors() * roots.asDiagonal() * solved.eigenvectors().transpose();
}

}  // namespace

Gaussian fit_gaussian(std::span<const float> features, std::size_t dimensions) {
  const std::size_t rows = dimensions == 0 ? 0 : features.size() / dimensions;
  if (rows < 2 || rows * dimensions != features.size()) {
    throw ShapeError(fmt::format("{} values are no two or more rows of {} features",
                                 features.size(), dimensions));
  }
  const auto side = static_cast<Eigen::Index>(dimensions);
  const MatrixXd values =
      Eigen::Map<const RowMajor>(features.data(), static_cast<Eigen::Index>(rows), side)
          .cast<double>();
  const VectorXd mean = values.colwise().mean();
  const MatrixXd centred = values.rowwise() - mean.transpose();
  const MatrixXd covariance = centred.transpose() * centred / static_cast<double>(rows - 1);
  return {{mean.data(), mean.data() + mean.size()},
          {covariance.data(), covariance.data() + covariance.size()}};
}

double frechet_distance(const Gaussian& x, const Gaussian& y) {
  if (x.mean.size() != y.mean.size()) {
    throw ShapeError(fmt::format("distributions of {} and {} dimensions have no distance",
                                 x.mean.size(), y.mean.size()));
  }
  const MatrixXd root = root_of(matrix_of(x));
  const MatrixXd product = root * matrix_of(y) * root;
  const Eigen::SelfAdjointEigenSolver<MatrixXd> solved(0.5 * (product + product.transpose()),
                                                       Eigen::EigenvaluesOnly);
  const double common = solved.eigenvalues().cwiseMax(0.0).cwiseSqrt().sum();
  const double between = (mean_of(x) - mean_of(y)).squaredNorm();
  return std::max(between + matrix_of(x).trace() + matrix_of(y).trace() - 2 * common, 0.0);
}

}  // namespace autochrome::metrics
