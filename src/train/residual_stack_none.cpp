// For a libtorch without CUDA, or a machine without its compiler.
#include <stdexcept>

#include "train/residual_stack.h"

namespace autochrome::train {

bool has_residual_stack(torch::Device) { return false; }

torch::Tensor residual_stack(const torch::Tensor&,
                             const std::vector<ResidualTensors>&,
                             const NormTensors&,
                             double,
                             double,
                             double) {
  throw std::logic_error("this program was built without kernels for graphics cards");
}

}  // namespace autochrome::train
