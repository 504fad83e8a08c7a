#include "evaluate/summary.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace autochrome::evaluate {

namespace {

using metrics::Aspect;
using metrics::Better;
using metrics::kMetricCount;
using metrics::Metric;

/// The rows as columns of numbers: for each contestant every metric, then every metric's badness
/// (lower is better), from which wins and verdicts follow whatever a metric's direction.
class Columns {
 public:
  Columns(const Judgement& judgement, std::size_t contestants) : contestants_(contestants) {
    for (const auto& rows : judgement.rows) {
      for (const metrics::Row& row : rows) {
        const auto values = row.values();
        values_.insert(values_.end(), values.begin(), values.end());
        for (std::size_t m = 0; m < kMetricCount; ++m) {
          values_.push_back(metrics::badness(static_cast<Metric>(m), values[m]));
        }
      }
    }
    pictures_ = judgement.rows.size();
  }

  [[nodiscard]] std::size_t count() const noexcept { return contestants_ * 2 * kMetricCount; }

  [[nodiscard]] const std::vector<double>& values() const noexcept { return values_; }

  static std::size_t value(std::size_t contestant, std::size_t metric) noexcept {
    return contestant * 2 * kMetricCount + metric;
  }

  static std::size_t badness(std::size_t contestant, std::size_t metric) noexcept {
    return value(contestant, metric) + kMetricCount;
  }

  [[nodiscard]] std::vector<double> column(std::size_t index) const {
    std::vector<double> values;
    values.reserve(pictures_);
    for (std::size_t i = 0; i < pictures_; ++i) values.push_back(values_[i * count() + index]);
    return values;
  }

 private:
  std::size_t contestants_;
  std::size_t pictures_ = 0;
  std::vector<double> values_;
};

double mean_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

/// Share of places where `mine` is lower.
double share_lower(const std::vector<double>& mine, const std::vector<double>& others) {
  double wins = 0;
  for (std::size_t i = 0; i < mine.size(); ++i) {
    wins += mine[i] < others[i] ? 1 : mine[i] == others[i] ? 0.5 : 0;
  }
  return wins / static_cast<double>(mine.size());
}

/// Computes standings from one set of resamples.
class Summarizer {
 public:
  Summarizer(const Judgement& judgement,
             const Contestants& contestants,
             const SummaryOptions& options)
      : columns_(judgement, contestants.size()),
        bootstrap_(columns_.values(), columns_.count(), options.resamples, options.seed) {}

  [[nodiscard]] PerMetric<Estimate> estimates(std::size_t contestant) const {
    PerMetric<Estimate> all;
    for (std::size_t m = 0; m < kMetricCount; ++m) {
      const std::size_t column = Columns::value(contestant, m);
      const std::vector<double> values = columns_.column(column);
      all[m] = {mean_of(values), median(values), bootstrap_.interval(column)};
    }
    return all;
  }

  [[nodiscard]] PerMetric<PairedDifference> compare(std::size_t contestant,
                                                    std::size_t other) const {
    PerMetric<PairedDifference> all;
    for (std::size_t m = 0; m < kMetricCount; ++m) {
      const std::size_t mine = Columns::value(contestant, m);
      const std::size_t theirs = Columns::value(other, m);
      const std::size_t my_badness = Columns::badness(contestant, m);
      const std::size_t their_badness = Columns::badness(other, m);
      const Interval worse = bootstrap_.difference(my_badness, their_badness);
      all[m] = {mean_of(columns_.column(mine)) - mean_of(columns_.column(theirs)),
                bootstrap_.difference(mine, theirs),
                share_lower(columns_.column(my_badness), columns_.column(their_badness)),
                worse.high < 0  ? 1
                : worse.low > 0 ? -1
                                : 0};
    }
    return all;
  }

 private:
  Columns columns_;
  Bootstrap bootstrap_;
};

const Estimate& colorfulness_of(const Standing& standing) {
  return standing.estimates[static_cast<std::size_t>(Metric::Colorfulness)];
}

/// Titles of the fidelity metrics in the table whose verdict against gray is one of `wanted`.
std::vector<std::string_view> titles_where(const Standing& standing, std::vector<int> wanted) {
  std::vector<std::string_view> titles;
  for (const metrics::MetricInfo& info : metrics::all_metrics()) {
    if (info.aspect != Aspect::Fidelity || !info.in_table) continue;
    const int verdict = standing.against_gray[static_cast<std::size_t>(info.metric)].verdict;
    if (std::find(wanted.begin(), wanted.end(), verdict) != wanted.end()) {
      titles.push_back(info.title);
    }
  }
  return titles;
}

std::string against_gray(const Contestant& contestant, const Standing& standing) {
  const auto better = titles_where(standing, {1});
  const auto equal = titles_where(standing, {0});
  const auto worse = titles_where(standing, {-1});
  if (equal.empty() && worse.empty()) {
    return fmt::format("{} beats gray on every metric of fidelity.", contestant.name());
  }
  if (better.empty()) {
    return fmt::format("{} does not beat gray on any metric of fidelity.", contestant.name());
  }
  std::string text = fmt::format("{} beats gray on {}", contestant.name(), fmt::join(better, ", "));
  if (!equal.empty()) {
    text += fmt::format("; on {} it cannot be told from gray", fmt::join(equal, ", "));
  }
  if (!worse.empty()) text += fmt::format("; on {} gray is better", fmt::join(worse, ", "));
  return text + ".";
}

/// What the classifier finds in each contestant's pictures, where it could tell.
std::string what_is_recognized(const Summary& summary, const Contestants& contestants) {
  std::string text = "The classifier recognizes";
  for (std::size_t c = 0; c < contestants.size(); ++c) {
    const double share =
        summary.standings[c].estimates[static_cast<std::size_t>(Metric::Recognized)].mean;
    text +=
        fmt::format("{} {:.1f} % of {}", c == 0 ? "" : ",", 100 * share, contestants[c]->name());
  }
  return text + ".";
}

/// The ranked contestant with the least badness; nobody where nothing is ranked.
const Contestant* best_at(Metric metric, const Summary& summary, const Contestants& contestants) {
  const Contestant* best = nullptr;
  double least = 0;
  for (std::size_t c = 0; c < contestants.size(); ++c) {
    if (is_baseline(contestants[c]->kind())) continue;
    const auto& estimate = summary.standings[c].estimates[static_cast<std::size_t>(metric)];
    const double badness = metrics::badness(metric, estimate.mean);
    if (best != nullptr && badness >= least) continue;
    best = contestants[c].get();
    least = badness;
  }
  return best;
}

std::string who_is_best(const Summary& summary, const Contestants& contestants) {
  std::string text = "Best means:";
  for (const metrics::MetricInfo& info : summary.metrics) {
    if (info.better == Better::Neither || !info.in_table) continue;
    const Contestant* best = best_at(info.metric, summary, contestants);
    text += fmt::format("{} {} {}", text.ends_with(':') ? "" : ",", info.title, best->name());
  }
  return text + ".";
}

}  // namespace

std::size_t index_of(const Contestants& contestants, ContestantKind kind) {
  for (std::size_t c = 0; c < contestants.size(); ++c) {
    if (contestants[c]->kind() == kind) return c;
  }
  throw std::logic_error("an evaluation without one of its baselines");
}

Summary summarize(const Judgement& judgement,
                  const Contestants& contestants,
                  const SummaryOptions& options) {
  const Summarizer summarizer(judgement, contestants, options);
  const std::size_t gray = index_of(contestants, ContestantKind::Gray);
  Summary summary{.reference = options.reference, .standings = {}, .metrics = measured(judgement)};
  for (std::size_t c = 0; c < contestants.size(); ++c) {
    summary.standings.push_back({.estimates = summarizer.estimates(c),
                                 .against = summarizer.compare(c, options.reference),
                                 .against_gray = summarizer.compare(c, gray)});
  }
  const std::size_t truth = index_of(contestants, ContestantKind::Truth);
  const double wanted = colorfulness_of(summary.standings[truth]).mean;
  for (Standing& standing : summary.standings) {
    standing.set_delta_colorfulness = std::abs(colorfulness_of(standing).mean - wanted);
  }
  return summary;
}

std::vector<std::string> verdicts(const Summary& summary, const Contestants& contestants) {
  std::vector<std::string> sentences;
  std::size_t ranked = 0;
  for (std::size_t c = 0; c < contestants.size(); ++c) {
    if (is_baseline(contestants[c]->kind())) continue;
    ++ranked;
    sentences.push_back(against_gray(*contestants[c], summary.standings[c]));
  }
  if (summary.metrics.size() == kMetricCount) {
    sentences.push_back(what_is_recognized(summary, contestants));
  }
  if (ranked > 1) sentences.push_back(who_is_best(summary, contestants));
  return sentences;
}

}  // namespace autochrome::evaluate
