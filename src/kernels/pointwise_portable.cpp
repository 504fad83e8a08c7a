#include "kernels/pointwise.inc.h"

namespace autochrome::kernels {

void portable_pointwise(const Pointwise& pointwise,
                        const PointwiseData& data,
                        PixelTile tile,
                        const PointwiseScratch& sizes,
                        float* scratch) {
  run_tile<Instructions::Portable>(pointwise, data, tile, sizes, scratch);
}

}  // namespace autochrome::kernels
