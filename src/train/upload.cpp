#include "train/upload.h"

namespace autochrome::train {

torch::Tensor uploaded(const torch::Tensor& host, torch::Device device) {
  // From memory that may be paged out, the copy would wait for all that the card has yet to do.
  if (device.is_cuda()) return host.pin_memory().to(device, /*non_blocking=*/true);
  return host.to(device);
}

}  // namespace autochrome::train
