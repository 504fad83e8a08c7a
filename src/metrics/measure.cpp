#include <cmath>

#include "metrics/chroma.h"
#include "metrics/ciede2000.h"
#include "metrics/colorfulness.h"
#include "metrics/failures.h"
#include "metrics/metric.h"
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
  row[Metric::ChromaDistance] = chroma_distance(result, truth);
}

void add_colorfulness(const ColorPlanes& result, const ColorPlanes& truth, Row& row) {
  const Colorfulness found = colorfulness(result);
  row[Metric::Colorfulness] = found.as_published;
  row[Metric::ColorfulnessAbsolute] = found.absolute;
  row[Metric::DeltaColorfulness] = std::abs(found.as_published - colorfulness(truth).as_published);
}

void add_failures(const ColorPlanes& result, const ColorPlanes& truth, Row& row) {
  const Greenness green = greenness(result, truth);
  row[Metric::Inconsistency] = inconsistency(result, truth);
  row[Metric::Bleeding] = bleeding(result, truth);
  row[Metric::Greenish] = green.share;
  row[Metric::HueShift] = green.hue_shift;
}

}  // namespace

Row measure(const ColorPlanes& result, const ColorPlanes& truth) {
  require_same_size(result, truth);
  Row row;
  add_sample_errors(result, truth, row);
  add_similarity(result, truth, row);
  add_colors(result, truth, row);
  add_colorfulness(result, truth, row);
  add_failures(result, truth, row);
  return row;
}

}  // namespace autochrome::metrics
