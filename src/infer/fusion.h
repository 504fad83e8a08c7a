// Which nodes run together: a convolution takes over the activations and sums that follow it, and
// does them while its results are still in registers; a batch normalization an activation.
#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "graph/graph.h"

namespace autochrome::infer {

/// Adds this value to the convolution's results.
struct AddValue {
  graph::ValueId value = 0;
};

using PostOp = std::variant<graph::Activate, AddValue>;

/// One node, perhaps with what was fused into it.
struct Task {
  graph::ValueId node = 0;       ///< whose op is run
  graph::ValueId output = 0;     ///< whose value that makes, after the post-ops
  std::vector<PostOp> post_ops;  ///< in order
};

/// The one node that reads each value, where there is exactly one and the caller does not.
[[nodiscard]] std::vector<std::optional<graph::ValueId>> only_readers(const graph::Graph& graph);

/// In an order in which they can run. Fused is what alone reads the results before it.
[[nodiscard]] std::vector<Task> fuse(const graph::Graph& graph);

}  // namespace autochrome::infer
