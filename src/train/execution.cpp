#include "train/execution.h"

#include "base/error.h"
#include "train/residual_stack.h"

namespace autochrome::train {

torch::Device device_named(const std::string& name) {
  if (name == "cpu") return torch::kCPU;
  if (torch::cuda::is_available()) return torch::kCUDA;
  if (name == "auto") return torch::kCPU;
  throw InputError(at::globalContext().hasCUDART()
                       ? "option 'device' is 'cuda', but libtorch finds no graphics card, or no "
                         "driver that fits it"
                       : "option 'device' is 'cuda', but libtorch was built without CUDA");
}

Execution execution_on(torch::Device device, const std::string& precision) {
  const bool cuda = device.is_cuda();
  const bool narrow = precision == "bfloat16" || (precision == "auto" && cuda);
  if (cuda) at::globalContext().setBenchmarkCuDNN(true);
  if (cuda && !narrow) {
    at::globalContext().setAllowTF32CuBLAS(true);
    at::globalContext().setAllowTF32CuDNN(true);
  }
  return {.device = device,
          .precision = narrow ? torch::kBFloat16 : torch::kFloat32,
          .residual_stack = has_residual_stack(device)};
}

}  // namespace autochrome::train
