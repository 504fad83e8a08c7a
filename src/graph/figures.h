// What a network costs and how far it sees, computed from its graph.
#pragma once

#include <cstdint>
#include <string>

#include "graph/graph.h"

namespace autochrome::graph {

/// Side of the picture for which costs are given: the study's.
inline constexpr int kStudySide = 128;

struct Figures {
  std::int64_t parameters = 0;
  double gflop = 0;         ///< for one picture of kStudySide × kStudySide
  int receptive_field = 0;  ///< pixels, an upper bound; 0 for the whole picture
  int spatial_multiple = 0;
};

[[nodiscard]] Figures figures_of(const Graph& graph);

/// "83 pixels", or "the whole picture".
[[nodiscard]] std::string receptive_field_text(const Figures& figures);

}  // namespace autochrome::graph
