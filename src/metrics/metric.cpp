#include "metrics/metric.h"

#include <cmath>

namespace autochrome::metrics {

namespace {

using enum Better;
using enum Aspect;

constexpr std::array<MetricInfo, kMetricCount> kMetrics = {{
    {Metric::Mse, "mse", "MSE", "", Lower, Fidelity, true, 1,
     "Mean square error of sRGB samples, 0 to 255"},
    {Metric::MseUnit, "mse_unit", "MSE (0-1)", "", Lower, Fidelity, false, 5,
     "Mean square error of sRGB samples, 0 to 1"},
    {Metric::Mae, "mae", "MAE", "", Lower, Fidelity, true, 2,
     "Mean absolute error of sRGB samples, 0 to 255"},
    {Metric::MaeUnit, "mae_unit", "MAE (0-1)", "", Lower, Fidelity, false, 4,
     "Mean absolute error of sRGB samples, 0 to 1"},
    {Metric::Psnr, "psnr", "PSNR", "dB", Higher, Fidelity, true, 2,
     "Peak signal-to-noise ratio of one picture, 10 log10(255² / MSE), at most 99"},
    {Metric::Ssim, "ssim", "SSIM", "", Higher, Fidelity, true, 4,
     "Structural similarity, mean of R, G and B (Wang et al. 2004)"},
    {Metric::SsimRed, "ssim_red", "SSIM red", "", Higher, Fidelity, false, 4,
     "Structural similarity of the red channel"},
    {Metric::SsimGreen, "ssim_green", "SSIM green", "", Higher, Fidelity, false, 4,
     "Structural similarity of the green channel"},
    {Metric::SsimBlue, "ssim_blue", "SSIM blue", "", Higher, Fidelity, false, 4,
     "Structural similarity of the blue channel"},
    {Metric::MsSsim, "ms_ssim", "MS-SSIM", "", Higher, Fidelity, true, 4,
     "Structural similarity at several scales, mean of R, G and B (Wang et al. 2003)"},
    {Metric::Ciede2000, "ciede2000", "ΔE00", "", Lower, Fidelity, true, 2,
     "CIEDE2000 colour difference, mean over the pixels (Sharma et al. 2005)"},
    {Metric::AbRmse, "ab_rmse", "ab RMSE", "", Lower, Fidelity, true, 2,
     "Root of the mean of Δa² + Δb², Lab units"},
    {Metric::RawAccuracy, "raw_accuracy", "AuC", "", Higher, Fidelity, true, 4,
     "Share of pixels within an ab distance, averaged over distances to 150 (Zhang et al. 2016)"},
    {Metric::ChromaDistance, "chroma_distance", "ab W1", "", Lower, Fidelity, true, 2,
     "Wasserstein distance of the distributions of ab, Lab units"},
    {Metric::Colorfulness, "colorfulness", "CF", "", Neither, Aspect::Colorfulness, true, 1,
     "Colourfulness as published (Hasler and Süsstrunk 2003)"},
    {Metric::ColorfulnessAbsolute, "colorfulness_absolute", "CF abs", "", Neither,
     Aspect::Colorfulness, true, 1, "Colourfulness with |rg| and |yb|, as most code has it"},
    {Metric::DeltaColorfulness, "delta_colorfulness", "ΔCF", "", Lower, Aspect::Colorfulness, true,
     1, "Difference of the published colourfulness from the truth's, absolute, picture by picture"},
    {Metric::Inconsistency, "inconsistency", "Incons.", "", Lower, Failure, true, 2,
     "Scatter of ab beyond the truth's where L is even, Lab units"},
    {Metric::Bleeding, "bleeding", "Bleeding", "", Lower, Failure, true, 4,
     "Steepness of ab near edges that nothing in the truth supports, Lab units a pixel"},
    {Metric::Greenish, "greenish", "Greenish", "", Lower, Failure, true, 4,
     "Share of pixels that turn green where the truth is not"},
    {Metric::HueShift, "hue_shift", "Hue shift", "°", NearZero, Failure, true, 1,
     "Mean turn of hue, positive from red over yellow to green"},
    {Metric::Recognized, "recognized", "Top-1", "", Higher, Recognition, true, 3,
     "Share of pictures whose true class the classifier finds likeliest"},
    {Metric::RecognizedInFive, "recognized_in_five", "Top-5", "", Higher, Recognition, true, 3,
     "Share of pictures whose true class is among the classifier's five likeliest"},
    {Metric::ClassProbability, "class_probability", "P(class)", "", Higher, Recognition, true, 3,
     "Probability that the classifier gives the true class"},
}};

constexpr bool in_order() {
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    if (kMetrics[i].metric != static_cast<Metric>(i)) return false;
  }
  return true;
}

static_assert(in_order(), "the list has the order of the enumeration");

}  // namespace

std::span<const MetricInfo> all_metrics() noexcept { return kMetrics; }

std::span<const MetricInfo> pair_metrics() noexcept {
  return all_metrics().first(kPairMetricCount);
}

const MetricInfo& info(Metric metric) noexcept {
  return kMetrics[static_cast<std::size_t>(metric)];
}

double badness(Metric metric, double value) noexcept {
  switch (info(metric).better) {
    case Lower:
      return value;
    case Higher:
      return -value;
    case NearZero:
      return std::abs(value);
    case Neither:
      break;
  }
  return 0;
}

}  // namespace autochrome::metrics
