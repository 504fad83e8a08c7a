#include "metrics/yardstick.h"

#include <cmath>
#include <utility>

#include "metrics/ciede2000.h"
#include "metrics/sample_error.h"
#include "metrics/ssim.h"

namespace autochrome::metrics {

namespace {

void add_sample_errors(const ColorPlanes& result, const ColorPlanes& truth, Row& row) {
  const SampleError error = sample_error(result, truth);
  row[Metric::Mse] = error.mse;
  row[Metric::MseUnit] = error.mse / (kFullScale * kFullScale);
  row[Metric::Mae] = error.mae;
  row[Metric::MaeUnit] = error.mae / kFullScale;
  row[Metric::Psnr] = psnr(error.mse);
}

void add_similarity(const ColorPlanes& result, const ColorPlanes& truth, Row& row) {
  const Similarity found = similarity(result, truth);
  row[Metric::Ssim] = found.ssim;
  row[Metric::SsimRed] = found.channels[0];
  row[Metric::SsimGreen] = found.channels[1];
  row[Metric::SsimBlue] = found.channels[2];
  row[Metric::MsSsim] = found.ms_ssim;
}

void add_colors(const ColorPlanes& result, const ColorPlanes& truth, Row& row) {
  const ChromaError error = chroma_error(result, truth);
  row[Metric::Ciede2000] = mean_ciede2000(result, truth);
  row[Metric::AbRmse] = error.rms;
  row[Metric::RawAccuracy] = error.raw_accuracy;
}

void add_colorfulness(const Colorfulness& result, const Colorfulness& truth, Row& row) {
  row[Metric::Colorfulness] = result.as_published;
  row[Metric::ColorfulnessAbsolute] = result.absolute;
  row[Metric::DeltaColorfulness] = std::abs(result.as_published - truth.as_published);
}

void add_greenness(const ColorPlanes& result, const ColorPlanes& truth, Row& row) {
  const Greenness green = greenness(result, truth);
  row[Metric::Greenish] = green.share;
  row[Metric::HueShift] = green.hue_shift;
}

}  // namespace

Yardstick::Yardstick(ColorPlanes truth)
    : truth_(std::move(truth)),
      colorfulness_(colorfulness(truth_)),
      chroma_(truth_),
      surfaces_(truth_),
      outlines_(truth_) {}

Row Yardstick::measure(const ColorPlanes& result) const {
  require_same_size(result, truth_);
  Row row;
  add_sample_errors(result, truth_, row);
  add_similarity(result, truth_, row);
  add_colors(result, truth_, row);
  add_colorfulness(colorfulness(result), colorfulness_, row);
  add_greenness(result, truth_, row);
  row[Metric::ChromaDistance] = ChromaDistribution(result).distance(chroma_);
  row[Metric::Inconsistency] = surfaces_.inconsistency(result);
  row[Metric::Bleeding] = outlines_.bleeding(result);
  return row;
}

Row Yardstick::perfect() const noexcept {
  Row row;
  row[Metric::Psnr] = kMostPsnr;
  for (const Metric similarity : {Metric::Ssim, Metric::SsimRed, Metric::SsimGreen,
                                  Metric::SsimBlue, Metric::MsSsim, Metric::RawAccuracy}) {
    row[similarity] = 1;
  }
  row[Metric::Colorfulness] = colorfulness_.as_published;
  row[Metric::ColorfulnessAbsolute] = colorfulness_.absolute;
  return row;
}

Row measure(const ColorPlanes& result, const ColorPlanes& truth) {
  require_same_size(result, truth);
  return Yardstick(truth).measure(result);
}

}  // namespace autochrome::metrics
