// Every metric of a picture by name: what a column of a table is called, measured in, and which way
// is better. Tables, files and pages are made from this list, so that a new metric is a line here
// and a line in yardstick.cpp.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "metrics/planes.h"

namespace autochrome::metrics {

enum class Metric : std::size_t {
  Mse,
  MseUnit,
  Mae,
  MaeUnit,
  Psnr,
  Ssim,
  SsimRed,
  SsimGreen,
  SsimBlue,
  MsSsim,
  Ciede2000,
  AbRmse,
  RawAccuracy,
  ChromaDistance,
  Colorfulness,
  ColorfulnessAbsolute,
  DeltaColorfulness,
  Inconsistency,
  Bleeding,
  Greenish,
  HueShift,
  Recognized,
  RecognizedInFive,
  ClassProbability,
  Count
};

inline constexpr auto kMetricCount = static_cast<std::size_t>(Metric::Count);

/// From here on a metric asks a classifier, and not the true picture.
inline constexpr auto kPairMetricCount = static_cast<std::size_t>(Metric::Recognized);

enum class Better { Lower, Higher, NearZero, Neither };

/// What a metric speaks of. Only fidelity ranks colorizers: gray has no failures to show.
enum class Aspect { Fidelity, Colorfulness, Failure, Recognition };

struct MetricInfo {
  Metric metric = Metric::Count;
  std::string_view key;    ///< "psnr", in files
  std::string_view title;  ///< "PSNR", in tables
  std::string_view unit;   ///< "dB", or empty
  Better better = Better::Neither;
  Aspect aspect = Aspect::Fidelity;
  bool in_table = true;  ///< or only in the files: another form of a metric that is
  int decimals = 3;
  std::string_view meaning;  ///< one sentence
};

/// In the order of `Metric`.
[[nodiscard]] std::span<const MetricInfo> all_metrics() noexcept;

/// Those that `measure` gives of two pictures.
[[nodiscard]] std::span<const MetricInfo> pair_metrics() noexcept;

[[nodiscard]] const MetricInfo& info(Metric metric) noexcept;

/// What there is to gain: lower is better for every metric that has a better, whatever its
/// direction. A value where neither is better gives 0.
[[nodiscard]] double badness(Metric metric, double value) noexcept;

/// One value a metric.
class Row {
 public:
  [[nodiscard]] double& operator[](Metric metric) noexcept {
    return values_[static_cast<std::size_t>(metric)];
  }

  [[nodiscard]] double operator[](Metric metric) const noexcept {
    return values_[static_cast<std::size_t>(metric)];
  }

  [[nodiscard]] std::span<const double, kMetricCount> values() const noexcept { return values_; }

 private:
  std::array<double, kMetricCount> values_{};
};

/// Every metric of a result that compares it with the truth. Throws ShapeError for different sizes.
[[nodiscard]] Row measure(const ColorPlanes& result, const ColorPlanes& truth);

}  // namespace autochrome::metrics
