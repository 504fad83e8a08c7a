// What tests of kernels share: the forms that this processor can run, and data in blocks.
#pragma once

#include <vector>

#include "kernels/copy_channels.h"
#include "kernels/instructions.h"
#include "kernels/page_allocator.h"
#include "tensor/tensor.h"

namespace autochrome::kernels {

inline std::vector<Instructions> all_instructions() {
  std::vector<Instructions> all = {Instructions::Portable};
  if (processor_instructions() >= Instructions::Avx2) all.push_back(Instructions::Avx2);
  if (processor_instructions() >= Instructions::Avx512) all.push_back(Instructions::Avx512);
  return all;
}

inline PackedFloats blocked(const Tensor& tensor, Layout layout) {
  PackedFloats values(layout.floats(tensor.shape()));
  copy_channels({tensor.shape(), kPlain, tensor.shape().c, 0, layout}, tensor.values().data(),
                values.data());
  return values;
}

inline Tensor plain(const PackedFloats& values, const Shape& shape, Layout layout) {
  Tensor tensor(shape);
  copy_channels({shape, layout, shape.c, 0, kPlain}, values.data(), tensor.values().data());
  return tensor;
}

}  // namespace autochrome::kernels
