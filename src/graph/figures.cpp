#include "graph/figures.h"

#include <fmt/format.h>

namespace autochrome::graph {

Figures figures_of(const Graph& graph) {
  const auto multiply_adds =
      static_cast<double>(graph.multiply_adds(graph.input_shapes(kStudySide)));
  const Reach reach = graph.reach();
  return {.parameters = graph.parameter_count(),
          .gflop = 1e-9 * kFlopPerMultiplyAdd * multiply_adds,
          .receptive_field = reach.everywhere ? 0 : reach.field(),
          .spatial_multiple = graph.spatial_multiple()};
}

std::string receptive_field_text(const Figures& figures) {
  return figures.receptive_field == 0 ? "the whole picture"
                                      : fmt::format("{} pixels", figures.receptive_field);
}

}  // namespace autochrome::graph
