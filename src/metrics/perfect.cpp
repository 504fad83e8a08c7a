#include "metrics/perfect.h"

#include "metrics/colorfulness.h"
#include "metrics/sample_error.h"

namespace autochrome::metrics {

Row perfect(const ColorPlanes& truth) noexcept {
  const Colorfulness found = colorfulness(truth);
  Row row;
  row[Metric::Psnr] = kMostPsnr;
  for (const Metric similarity : {Metric::Ssim, Metric::SsimRed, Metric::SsimGreen,
                                  Metric::SsimBlue, Metric::MsSsim, Metric::RawAccuracy}) {
    row[similarity] = 1;
  }
  row[Metric::Colorfulness] = found.as_published;
  row[Metric::ColorfulnessAbsolute] = found.absolute;
  return row;
}

}  // namespace autochrome::metrics
