// Where a training computes, and what suits the place.
#pragma once

#include <string>

#include "train/graph_module.h"

namespace autochrome::train {

/// "cpu", "cuda", or "auto": a graphics card where libtorch finds one. Throws InputError for "cuda"
/// where it does not.
[[nodiscard]] torch::Device device_named(const std::string& name);

/// `precision` is "float32", "bfloat16", or "auto": bfloat16 on a graphics card. On one, libtorch
/// is told to multiply float32 as TF32 and to look for cuDNN's fastest convolutions.
[[nodiscard]] Execution execution_on(torch::Device device, const std::string& precision);

}  // namespace autochrome::train
