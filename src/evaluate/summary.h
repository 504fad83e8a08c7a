// What the rows of an evaluation come to: means with intervals, comparisons picture by picture, and
// sentences that follow from them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "evaluate/bootstrap.h"
#include "evaluate/contestant.h"
#include "evaluate/judge.h"
#include "metrics/metric.h"

namespace autochrome::evaluate {

struct Estimate {
  double mean = 0;
  double median = 0;
  Interval interval;  ///< of the mean
};

/// One metric of a contestant against another's, picture by picture.
struct PairedDifference {
  double mean = 0;      ///< the contestant's value less the other's
  Interval interval;    ///< of that mean
  double win_rate = 0;  ///< share of pictures on which the contestant is better; ties count half
  /// 1 better, -1 worse, 0 where the interval of what is better or worse holds 0.
  int verdict = 0;
};

template <class Value>
using PerMetric = std::array<Value, metrics::kMetricCount>;

/// A contestant against all others.
struct Standing {
  PerMetric<Estimate> estimates;
  PerMetric<PairedDifference> against;  ///< `Summary::reference`
  PerMetric<PairedDifference> against_gray;
  /// |mean CF - mean CF of the truth|: ΔCF of the set, as the field's tables have it.
  double set_delta_colorfulness = 0;
};

struct Summary {
  std::size_t reference = 0;  ///< contestant that `against` compares with
  std::vector<Standing> standings;
  std::span<const metrics::MetricInfo> metrics;  ///< those that the judgement has
};

struct SummaryOptions {
  std::size_t reference = 0;
  std::size_t resamples = 2000;
  std::uint64_t seed = 1;
};

/// `contestants` are those of the judgement; gray and truth must be among them.
[[nodiscard]] Summary summarize(const Judgement& judgement,
                                const Contestants& contestants,
                                const SummaryOptions& options);

/// Plain sentences: whether each model beats gray, on what it does not, and who is best at what.
[[nodiscard]] std::vector<std::string> verdicts(const Summary& summary,
                                                const Contestants& contestants);

/// The contestant of that kind; the baselines are there once each.
[[nodiscard]] std::size_t index_of(const Contestants& contestants, ContestantKind kind);

}  // namespace autochrome::evaluate
