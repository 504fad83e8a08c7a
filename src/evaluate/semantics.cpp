#include "evaluate/semantics.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "evaluate/summary.h"

namespace autochrome::evaluate {

namespace {

using metrics::Gaussian;
using metrics::Metric;

constexpr std::ptrdiff_t kFive = 5;

/// Of two pictures of which each half needs two.
constexpr std::size_t kFewestForHalves = 4;
constexpr std::size_t kFewest = 2;

}  // namespace

Semantics::Semantics(std::shared_ptr<const model::TrainedModel> classifier,
                     std::string name,
                     const Examples& examples,
                     const Contestants& contestants)
    : classifier_(std::move(classifier)),
      name_(std::move(name)),
      examples_(examples),
      contestants_(contestants),
      labelled_(examples.classes() == classifier_->classes),
      seen_(examples.count()) {}

void Semantics::look(const Painted& painted) {
  auto recognizer = borrow();
  std::vector<Seen>& seen = seen_[painted.example];
  for (const auto& painting : painted.paintings) {
    seen.push_back(
        seen_in(recognizer->look_at(painting, examples_.size()), examples_.label(painted.example)));
  }
  give_back(std::move(recognizer));
}

std::unique_ptr<Recognizer> Semantics::borrow() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      auto recognizer = std::move(idle_.back());
      idle_.pop_back();
      return recognizer;
    }
  }
  return std::make_unique<Recognizer>(classifier_);
}

void Semantics::give_back(std::unique_ptr<Recognizer> recognizer) {
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(recognizer));
}

Semantics::Seen Semantics::seen_in(Recognized recognized, int label) const {
  Seen seen{.features = std::move(recognized.features)};
  if (!labelled_ || label < 0) return seen;
  const auto& probabilities = recognized.probabilities;
  const float own = probabilities[static_cast<std::size_t>(label)];
  const auto likelier =
      std::ranges::count_if(probabilities, [own](float other) { return other > own; });
  seen.first = likelier == 0;
  seen.five = likelier < kFive;
  seen.probability = own;
  return seen;
}

Gaussian Semantics::fit(const Judgement& judgement, std::size_t contestant, Part part) const {
  std::vector<float> features;
  std::size_t dimensions = 0;
  const std::size_t step = part == Part::All ? 1 : 2;
  for (std::size_t i = part == Part::Odd ? 1 : 0; i < judgement.pictures.size(); i += step) {
    const auto& one = seen_[judgement.pictures[i]][contestant].features;
    features.insert(features.end(), one.begin(), one.end());
    dimensions = one.size();
  }
  return metrics::fit_gaussian(features, dimensions);
}

void Semantics::settle(Judgement& judgement) const {
  const std::size_t pictures = judgement.pictures.size();
  for (std::size_t i = 0; i < pictures; ++i) {
    for (std::size_t c = 0; c < contestants_.size(); ++c) {
      const Seen& seen = seen_[judgement.pictures[i]][c];
      judgement.rows[i][c][Metric::Recognized] = seen.first ? 1 : 0;
      judgement.rows[i][c][Metric::RecognizedInFive] = seen.five ? 1 : 0;
      judgement.rows[i][c][Metric::ClassProbability] = seen.probability;
    }
  }
  judgement.semantics = {.classifier = fmt::format("{}, sha256 {}", name_, classifier_->hash),
                         .labelled = labelled_,
                         .distances = std::vector<FeatureDistance>(contestants_.size())};
  const std::size_t truth = index_of(contestants_, ContestantKind::Truth);
  for (std::size_t c = 0; c < contestants_.size(); ++c) {
    FeatureDistance& distance = judgement.semantics->distances[c];
    const auto between = [&](Part mine, Part true_part) {
      return metrics::frechet_distance(fit(judgement, c, mine), fit(judgement, truth, true_part));
    };
    if (pictures >= kFewest) distance.paired = between(Part::All, Part::All);
    if (pictures < kFewestForHalves) continue;
    distance.disjoint = 0.5 * (between(Part::Even, Part::Odd) + between(Part::Odd, Part::Even));
  }
}

}  // namespace autochrome::evaluate
