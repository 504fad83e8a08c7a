#include "evaluate/report.h"

namespace autochrome::evaluate {

std::vector<SetScore> set_scores(const Report& report) {
  SetScore colorfulness{"set_delta_colorfulness",
                        "ΔCF of means",
                        "Difference of the mean colourfulness from the truth's mean",
                        1,
                        {}};
  for (const Standing& standing : report.summary.standings) {
    colorfulness.values.emplace_back(standing.set_delta_colorfulness);
  }
  std::vector<SetScore> scores = {std::move(colorfulness)};
  if (!report.judgement.semantics) return scores;
  SetScore paired{"flower_fid_paired",
                  "FID paired",
                  "Fréchet distance from the same true pictures in the classifier's features",
                  1,
                  {}};
  SetScore disjoint{"flower_fid_disjoint",
                    "FID disjoint",
                    "Fréchet distance of one half from the other half's true pictures",
                    1,
                    {}};
  for (const FeatureDistance& distance : report.judgement.semantics->distances) {
    paired.values.push_back(distance.paired);
    disjoint.values.push_back(distance.disjoint);
  }
  scores.push_back(std::move(paired));
  scores.push_back(std::move(disjoint));
  return scores;
}

}  // namespace autochrome::evaluate
