// Which pictures a report shows: the study's figures 1 to 3, chosen by seed and by score and not by
// hand, and the best and worst of every contestant.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "evaluate/contestant.h"
#include "evaluate/examples.h"
#include "evaluate/judge.h"

namespace autochrome::evaluate {

/// Pictures are places in Judgement::pictures.
struct FigureTile {
  std::size_t picture = 0;
  std::size_t contestant = 0;
  std::string label;
};

struct FigureRow {
  std::string title;
  std::vector<FigureTile> tiles;
};

struct Figure {
  std::string file;  ///< "figure1.png"
  std::string title;
  std::string caption;
  std::vector<std::string> columns;
  std::vector<FigureRow> rows;
};

struct FigureOptions {
  std::uint64_t seed = 1;
  std::size_t sample = 6;  ///< rows of figures 1 and 3
  std::size_t worst = 3;   ///< examples a kind of failure in figure 2
};

/// Figure 1: input, every model, truth. Figure 2: the worst failures of each kind. Figure 3, where
/// there are folders of other systems: they and the models. Figures without a ranked contestant are
/// left out.
[[nodiscard]] std::vector<Figure> plan_figures(const Judgement& judgement,
                                               const Examples& examples,
                                               const Contestants& contestants,
                                               const FigureOptions& options = {});

/// Places worth looking at, ascending, at most `most`: those of the figures, then the worst and
/// best of each ranked contestant by the main metrics, then a seeded sample.
[[nodiscard]] std::vector<std::size_t> places_to_show(const Judgement& judgement,
                                                      const Contestants& contestants,
                                                      const std::vector<Figure>& figures,
                                                      std::size_t most,
                                                      std::uint64_t seed);

}  // namespace autochrome::evaluate
