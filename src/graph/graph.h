// A network as plain data: nodes in topological order, each naming the values it reads. Built with
// GraphBuilder (src/graph/builder.h) by one function of src/nets; everything else lowers it.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "graph/op.h"
#include "tensor/weights.h"

namespace autochrome::graph {

/// A node's one output value, named by the node's place in Graph::nodes().
using ValueId = std::uint32_t;

struct Node {
  std::string name;  ///< unique; parameters are "<name>.<suffix>"
  Op op;
  std::vector<ValueId> inputs;
};

struct Output {
  std::string name;
  ValueId value = 0;
};

/// How far one output pixel looks, in input pixels to the left (above) and right (below).
struct Reach {
  int before = 0;
  int after = 0;
  bool everywhere = false;  ///< it looks at the whole picture, whatever the size

  /// Side of the square that it sees; of no meaning where that is everything.
  [[nodiscard]] int field() const noexcept { return before + 1 + after; }
};

/// Immutable once built; a value type.
class [[nodiscard]] Graph {
 public:
  /// Trusts its arguments: use GraphBuilder, or a pass over a sound graph.
  Graph(std::vector<Node> nodes, std::vector<Output> outputs);

  [[nodiscard]] std::span<const Node> nodes() const noexcept { return nodes_; }

  [[nodiscard]] std::span<const Output> outputs() const noexcept { return outputs_; }

  /// The Input nodes, in order.
  [[nodiscard]] std::vector<ValueId> inputs() const;

  /// Of one square picture at every input.
  [[nodiscard]] std::vector<Shape> input_shapes(std::int64_t side) const;

  /// Every value's shape for the given input shapes; throws ShapeError naming the node.
  [[nodiscard]] std::vector<Shape> infer_shapes(std::span<const Shape> inputs) const;

  /// H and W of the inputs must be multiples of this.
  [[nodiscard]] int spatial_multiple() const;

  /// The widest reach of any output; an upper bound where resizing makes it vary by pixel.
  [[nodiscard]] Reach reach() const;

  [[nodiscard]] std::int64_t parameter_count() const;

  /// Multiply-adds for the given input shapes.
  [[nodiscard]] std::int64_t multiply_adds(std::span<const Shape> inputs) const;

 private:
  std::vector<Node> nodes_;
  std::vector<Output> outputs_;
};

/// One line a node, then the outputs: for goldens, `info` and the graph hash.
[[nodiscard]] std::string to_text(const Graph& graph);

/// "<node>.<suffix>".
[[nodiscard]] std::string parameter_name(const Node& node, const ParamSpec& spec);

/// A graph with what it needs to run.
struct Model {
  std::string net;  ///< the registered network ("unet"), empty for a graph of one's own
  Json config;      ///< what nets::build was given
  Graph graph;
  std::shared_ptr<const Weights> weights;
};

/// Throws ModelError unless `weights` has exactly the graph's parameters, rightly shaped and
/// finite.
void check_weights(const Graph& graph, const Weights& weights);

/// Freshly initialized weights, the same for the same seed on every machine.
[[nodiscard]] Weights initial_weights(const Graph& graph, std::uint64_t seed);

}  // namespace autochrome::graph
