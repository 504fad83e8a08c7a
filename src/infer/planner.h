// From a graph and the size of a picture to a plan.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "infer/network.h"
#include "infer/onednn.h"
#include "infer/plan.h"

namespace autochrome::infer {

/// Lowers the network for pictures of these shapes, N = 1, and for the calling thread's number of
/// threads. `dropout_seed` is of the noise, where the network kept its dropout. Throws ShapeError
/// and MemoryError naming the node.
[[nodiscard]] Plan make_plan(Network& network,
                             const OneDnn& dnnl,
                             std::span<const Shape> inputs,
                             std::optional<std::uint64_t> dropout_seed = {});

}  // namespace autochrome::infer
