#include "graph/graph.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.h"
#include "base/random.h"
#include "graph/visit.h"

namespace autochrome::graph {
namespace {

/// Where a value's pixels lie on the input's grid.
struct Placement {
  int numerator = 1;  ///< input pixels between two neighbours, as a fraction in lowest terms
  int denominator = 1;
  double before = 0;  ///< reach in input pixels
  double after = 0;
  bool everywhere = false;  ///< a mean over the whole picture lies before

  [[nodiscard]] double step() const { return static_cast<double>(numerator) / denominator; }
};

Placement shrunk(Placement x, int factor) {
  const int common = std::gcd(x.denominator, factor);
  x.denominator /= common;
  x.numerator *= factor / common;
  return x;
}

Placement enlarged(Placement x, int factor) {
  const int common = std::gcd(x.numerator, factor);
  x.numerator /= common;
  x.denominator *= factor / common;
  return x;
}

Placement convolved(const Conv2d& conv, Placement x) {
  const int span = conv.dilation * (conv.kernel - 1);
  x.before += conv.pad_begin * x.step();
  x.after += (span - conv.pad_begin) * x.step();
  return shrunk(x, conv.stride);
}

Placement transposed(const ConvTranspose2d& conv, const Placement& x) {
  Placement y = enlarged(x, conv.stride);
  y.before += (conv.kernel - 1 - conv.pad) * y.step();
  y.after += conv.pad * y.step();
  return y;
}

Placement resized(const Resize& resize, const Placement& x) {
  Placement y = enlarged(x, resize.factor);
  // A pixel copies the source pixel at or before it; bilinear also looks one source pixel around.
  const double around = resize.mode == Interpolation::Bilinear ? x.step() : 0;
  y.before += (resize.factor - 1) * y.step() + around;
  y.after += around;
  return y;
}

Placement joined(std::span<const Placement> inputs) {
  Placement widest = inputs[0];
  for (const Placement& x : inputs) {
    widest.before = std::max(widest.before, x.before);
    widest.after = std::max(widest.after, x.after);
    widest.everywhere = widest.everywhere || x.everywhere;
  }
  return widest;
}

Placement placement_of(const Op& op, std::span<const Placement> inputs) {
  return std::visit(Cases{[&](const Input&) { return Placement{}; },
                          [&](const Conv2d& conv) { return convolved(conv, inputs[0]); },
                          [&](const ConvTranspose2d& conv) { return transposed(conv, inputs[0]); },
                          [&](const BatchNorm2d&) { return inputs[0]; },
                          [&](const Activate&) { return inputs[0]; },
                          [&](const MaxPool2d& pool) {
                            Placement y = inputs[0];
                            y.after += (pool.size - 1) * y.step();
                            return shrunk(y, pool.size);
                          },
                          [&](const GlobalAveragePool&) {
                            Placement y = inputs[0];
                            y.everywhere = true;
                            return y;
                          },
                          [&](const Resize& resize) { return resized(resize, inputs[0]); },
                          [&](const Dropout&) { return inputs[0]; },
                          [&](const Concat&) { return joined(inputs); },
                          [&](const Add&) { return joined(inputs); }},
                    op);
}

std::vector<Placement> placements(std::span<const Node> nodes) {
  std::vector<Placement> all;
  std::vector<Placement> inputs;
  for (const Node& node : nodes) {
    inputs.clear();
    for (const ValueId id : node.inputs) inputs.push_back(all[id]);
    all.push_back(placement_of(node.op, inputs));
  }
  return all;
}

std::int64_t count_of(const std::vector<std::int64_t>& dims) {
  return std::accumulate(dims.begin(), dims.end(), std::int64_t{1}, std::multiplies<>());
}

void check_parameter(const std::string& name, const ParamSpec& spec, const Weights& weights) {
  if (const auto& dims = weights.dims(name); dims != spec.dims) {
    throw ModelError(fmt::format("parameter '{}' has the shape [{}]; wanted [{}]", name,
                                 fmt::join(dims, ", "), fmt::join(spec.dims, ", ")));
  }
  if (!weights.all_finite(name)) {
    throw ModelError(fmt::format("parameter '{}' holds values that are not finite", name));
  }
}

std::vector<float> initial_values(const ParamSpec& spec, Random& random) {
  const auto count = static_cast<std::size_t>(count_of(spec.dims));
  switch (spec.init) {
    case Init::Zeros:
      return std::vector<float>(count, 0.0F);
    case Init::Ones:
      return std::vector<float>(count, 1.0F);
    case Init::KaimingNormal:
      break;
  }
  const double deviation = std::sqrt(2.0 / static_cast<double>(spec.fan_in));
  std::vector<float> values(count);
  for (float& value : values) value = static_cast<float>(deviation * random.normal());
  return values;
}

}  // namespace

Graph::Graph(std::vector<Node> nodes, std::vector<Output> outputs)
    : nodes_(std::move(nodes)), outputs_(std::move(outputs)) {}

std::vector<ValueId> Graph::inputs() const {
  std::vector<ValueId> ids;
  for (ValueId id = 0; id < nodes_.size(); ++id) {
    if (std::holds_alternative<Input>(nodes_[id].op)) ids.push_back(id);
  }
  return ids;
}

std::vector<Shape> Graph::input_shapes(std::int64_t side) const {
  std::vector<Shape> shapes;
  for (const ValueId id : inputs()) {
    shapes.push_back({1, std::get<Input>(nodes_[id].op).channels, side, side});
  }
  return shapes;
}

std::vector<Shape> Graph::infer_shapes(std::span<const Shape> inputs) const {
  if (const auto wanted = this->inputs().size(); inputs.size() != wanted) {
    throw ShapeError(
        fmt::format("the graph has {} inputs and was given {}", wanted, inputs.size()));
  }
  std::vector<Shape> shapes;
  std::vector<Shape> read;
  std::size_t next_input = 0;
  for (const Node& node : nodes_) {
    read.clear();
    for (const ValueId id : node.inputs) read.push_back(shapes[id]);
    if (std::holds_alternative<Input>(node.op)) read.push_back(inputs[next_input++]);
    try {
      shapes.push_back(output_shape(node.op, read));
    } catch (const ShapeError& error) {
      throw ShapeError(fmt::format("node '{}': {}", node.name, error.what()));
    }
  }
  return shapes;
}

int Graph::spatial_multiple() const {
  int multiple = 1;
  for (const Placement& value : placements(nodes_)) multiple = std::lcm(multiple, value.numerator);
  return multiple;
}

Reach Graph::reach() const {
  const auto all = placements(nodes_);
  Reach widest;
  for (const Output& output : outputs_) {
    widest.before = std::max(widest.before, static_cast<int>(std::ceil(all[output.value].before)));
    widest.after = std::max(widest.after, static_cast<int>(std::ceil(all[output.value].after)));
    widest.everywhere = widest.everywhere || all[output.value].everywhere;
  }
  return widest;
}

std::int64_t Graph::parameter_count() const {
  std::int64_t total = 0;
  for (const Node& node : nodes_) {
    for (const ParamSpec& spec : params_of(node.op)) total += count_of(spec.dims);
  }
  return total;
}

std::int64_t Graph::multiply_adds(std::span<const Shape> inputs) const {
  const auto shapes = infer_shapes(inputs);
  std::int64_t total = 0;
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    total += graph::multiply_adds(nodes_[i].op, shapes[i]);
  }
  return total;
}

std::string to_text(const Graph& graph) {
  std::string text;
  const auto nodes = graph.nodes();
  for (const Node& node : nodes) {
    std::vector<std::string_view> read;
    for (const ValueId id : node.inputs) read.emplace_back(nodes[id].name);
    text += fmt::format("{} = {} ({})\n", node.name, to_text(node.op), fmt::join(read, ", "));
  }
  for (const Output& output : graph.outputs()) {
    text += fmt::format("output {} = {}\n", output.name, nodes[output.value].name);
  }
  return text;
}

std::string parameter_name(const Node& node, const ParamSpec& spec) {
  return fmt::format("{}.{}", node.name, spec.suffix);
}

void check_weights(const Graph& graph, const Weights& weights) {
  std::set<std::string, std::less<>> known;
  for (const Node& node : graph.nodes()) {
    for (const ParamSpec& spec : params_of(node.op)) {
      const std::string name = parameter_name(node, spec);
      check_parameter(name, spec, weights);
      known.insert(name);
    }
  }
  for (const std::string& name : weights.names()) {
    if (!known.contains(name)) {
      throw ModelError(fmt::format("the network has no parameter '{}'", name));
    }
  }
}

Weights initial_weights(const Graph& graph, std::uint64_t seed) {
  Random random(seed);
  Weights weights;
  for (const Node& node : graph.nodes()) {
    for (const ParamSpec& spec : params_of(node.op)) {
      weights.set(parameter_name(node, spec), {spec.dims, initial_values(spec, random)});
    }
  }
  return weights;
}

}  // namespace autochrome::graph
