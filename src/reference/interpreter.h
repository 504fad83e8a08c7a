// What every operation means: the slow, obvious execution with which all others are compared. It
// needs no library, so that a disagreement is never a question of versions.
#pragma once

#include <span>
#include <vector>

#include "graph/graph.h"
#include "tensor/tensor.h"

namespace autochrome::reference {

/// The graph's outputs, in order, for its inputs in order. Sums are kept in double, values in
/// float. Throws ShapeError when an input does not fit.
[[nodiscard]] std::vector<Tensor> run(const graph::Model& model, std::span<const Tensor> inputs);

}  // namespace autochrome::reference
