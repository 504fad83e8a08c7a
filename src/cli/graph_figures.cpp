#include "cli/graph_figures.h"

namespace autochrome::cli {

namespace {

constexpr double kFlopPerMultiplyAdd = 2;

}  // namespace

GraphFigures figures_of(const graph::Graph& graph) {
  const auto multiply_adds =
      static_cast<double>(graph.multiply_adds(graph.input_shapes(kStudySide)));
  const graph::Reach reach = graph.reach();
  return {.parameters = graph.parameter_count(),
          .gflop = kFlopPerMultiplyAdd * 1e-9 * multiply_adds,
          .receptive_field = reach.everywhere ? 0 : reach.field(),
          .spatial_multiple = graph.spatial_multiple()};
}

}  // namespace autochrome::cli
