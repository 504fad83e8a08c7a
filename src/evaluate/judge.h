// Every contestant's colours for every picture, measured: the long part of an evaluation.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "evaluate/contestant.h"
#include "evaluate/examples.h"
#include "evaluate/painting.h"
#include "metrics/metric.h"

namespace autochrome::evaluate {

/// Fréchet distances of a contestant's pictures from the true ones in a classifier's features;
/// nothing where there are too few pictures.
struct FeatureDistance {
  std::optional<double> paired;  ///< the same pictures on both sides
  /// Every second picture of the contestant against the true others, the mean of both ways round.
  std::optional<double> disjoint;
};

/// What a classifier adds to a judgement (semantics.h).
struct SemanticScores {
  std::string classifier;                  ///< its name and hash
  bool labelled = false;                   ///< whether the rows say what it recognized
  std::vector<FeatureDistance> distances;  ///< by contestant
};

/// Rows of numbers, one for each picture kept and contestant; nothing else grows with the pictures.
struct Judgement {
  std::vector<std::size_t> pictures;            ///< indices of the examples kept, ascending
  std::vector<std::vector<metrics::Row>> rows;  ///< [picture kept][contestant]
  std::vector<Excluded> excluded;               ///< in the examples' order
  double painting_seconds = 0;                  ///< of all threads together
  double measuring_seconds = 0;
  double looking_seconds = 0;
  std::optional<SemanticScores> semantics = {};
};

struct JudgeOptions {
  int threads = 0;  ///< pictures side by side, 0 for one a core
  /// As PaintingLoop's.
  std::function<void(std::size_t done, std::size_t total)> progress = {};
  /// Called with every picture that is kept, from several threads at once: for what looks at the
  /// pictures themselves, such as saving them or the features of a classifier.
  std::function<void(const Painted& painted)> look = {};
};

/// The metrics that the rows have: those of recognition only behind a classifier that could.
[[nodiscard]] std::span<const metrics::MetricInfo> measured(const Judgement& judgement) noexcept;

/// The same rows for any number of threads. Throws ModelError for a network whose answer is not
/// finite, InputError when no picture is left.
[[nodiscard]] Judgement judge(const Examples& examples,
                              const Contestants& contestants,
                              const JudgeOptions& options = {});

}  // namespace autochrome::evaluate
