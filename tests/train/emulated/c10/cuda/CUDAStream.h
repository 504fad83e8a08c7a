// Stands in for libtorch's own, where kernels run on the processor.
#pragma once

#include <torch/torch.h>

namespace c10::cuda {

struct CUDAStream {
  [[nodiscard]] void* stream() const { return nullptr; }
};

inline CUDAStream getCurrentCUDAStream(c10::DeviceIndex) { return {}; }

}  // namespace c10::cuda
