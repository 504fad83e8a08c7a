// What a convolution's kernel does to its results before it stores them.
#pragma once

#include <cstddef>
#include <variant>

#include "graph/op.h"

namespace autochrome::kernels {

/// Adds a tensor of the results' layout, by its place among the tensors that the step is given.
struct Addend {
  std::size_t index = 0;
};

using Epilogue = std::variant<graph::Activate, Addend>;

}  // namespace autochrome::kernels
