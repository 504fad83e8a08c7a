#include "kernels/pointwise.inc.h"

namespace autochrome::kernels {

void avx2_pointwise(const Pointwise& pointwise,
                    const PointwiseData& data,
                    PixelTile tile,
                    const PointwiseScratch& sizes,
                    float* scratch) {
  run_tile<Instructions::Avx2>(pointwise, data, tile, sizes, scratch);
}

}  // namespace autochrome::kernels
