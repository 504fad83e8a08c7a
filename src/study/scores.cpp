#include "study/scores.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace autochrome::study {

namespace {

/// 97.5 % quantile of the normal distribution.
constexpr double kZ = 1.959963984540054;
constexpr std::size_t kLeastCatches = 4;
constexpr double kMostFailed = 0.25;
constexpr double kPriorWins = 0.5;
constexpr int kIterations = 1000;

/// Centre and half width of Wilson's interval.
struct Wilson {
  double centre = 0.5;
  double half = 0.5;
};

Wilson wilson(std::size_t count, std::size_t of) {
  if (of == 0) return {};
  const auto n = static_cast<double>(of);
  const double p = static_cast<double>(count) / n;
  const double scale = 1 / (1 + kZ * kZ / n);
  return {scale * (p + kZ * kZ / (2 * n)),
          scale * kZ * std::sqrt(p * (1 - p) / n + kZ * kZ / (4 * n * n))};
}

std::set<std::string> careless_among(std::span<const Answer> answers) {
  std::map<std::string, Share> failed;
  for (const Answer& answer : answers) {
    if (answer.trial.kind != TrialKind::Catch) continue;
    Share& share = failed[answer.participant];
    ++share.of;
    if (answer.chosen() != kTruth) ++share.count;
  }
  std::set<std::string> careless;
  for (const auto& [participant, share] : failed) {
    if (share.of >= kLeastCatches && share.value() > kMostFailed) careless.insert(participant);
  }
  return careless;
}

/// wins[i][k]: how often i was preferred to k.
using Wins = std::vector<std::vector<double>>;

std::vector<double> bradley_terry(Wins wins) {
  const std::size_t count = wins.size();
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t k = 0; k < count; ++k) {
      if (i != k) wins[i][k] += kPriorWins;
    }
  }
  std::vector<double> strengths(count, 1 / static_cast<double>(count));
  for (int iteration = 0; iteration < kIterations; ++iteration) {
    std::vector<double> next(count);
    double sum = 0;
    for (std::size_t i = 0; i < count; ++i) {
      double won = 0;
      double met = 0;
      for (std::size_t k = 0; k < count; ++k) {
        if (i == k) continue;
        won += wins[i][k];
        met += (wins[i][k] + wins[k][i]) / (strengths[i] + strengths[k]);
      }
      next[i] = met > 0 ? won / met : 0;
      sum += next[i];
    }
    for (double& strength : next) strength /= sum > 0 ? sum : 1;
    strengths = std::move(next);
  }
  return strengths;
}

/// Adds up the answers that count.
class Tally {
 public:
  explicit Tally(const std::vector<std::string>& contestants)
      : wins_(contestants.size(), std::vector<double>(contestants.size())) {
    for (const std::string& name : contestants) {
      places_.emplace(name, scores_.size());
      scores_.push_back({.name = name});
    }
  }

  void add(const Answer& answer) {
    if (answer.trial.kind == TrialKind::Real) add_real(answer);
    if (answer.trial.kind == TrialKind::Preference) add_preference(answer);
  }

  std::vector<ContestantScore> finish() && {
    if (compared_) {
      const std::vector<double> strengths = bradley_terry(wins_);
      for (std::size_t i = 0; i < scores_.size(); ++i) scores_[i].strength = strengths[i];
    }
    std::stable_sort(scores_.begin(), scores_.end(), [](const auto& x, const auto& y) {
      return x.strength != y.strength ? x.strength > y.strength
                                      : x.fooled.value() > y.fooled.value();
    });
    return std::move(scores_);
  }

 private:
  /// Answers about contestants who are not in the study any more are passed over.
  [[nodiscard]] ContestantScore* find(const std::string& name) {
    const auto found = places_.find(name);
    return found == places_.end() ? nullptr : &scores_[found->second];
  }

  void add_real(const Answer& answer) {
    const auto& [kind, picture, left, right] = answer.trial;
    ContestantScore* contestant = find(left == kTruth ? right : left);
    if (contestant == nullptr) return;
    ++contestant->fooled.of;
    if (answer.chosen() != kTruth) ++contestant->fooled.count;
  }

  void add_preference(const Answer& answer) {
    const std::string& chosen = answer.chosen();
    const std::string& other = answer.chose_left ? answer.trial.right : answer.trial.left;
    ContestantScore* winner = find(chosen);
    ContestantScore* loser = find(other);
    if (winner == nullptr || loser == nullptr) return;
    compared_ = true;
    ++winner->preferred.of;
    ++winner->preferred.count;
    ++loser->preferred.of;
    wins_[places_.at(chosen)][places_.at(other)] += 1;
  }

  std::map<std::string, std::size_t> places_;
  std::vector<ContestantScore> scores_;
  Wins wins_;
  bool compared_ = false;
};

Json json_of(const Share& share) {
  return {{"count", share.count},
          {"of", share.of},
          {"share", share.value()},
          {"low", share.low()},
          {"high", share.high()}};
}

std::string text_of(const Share& share) {
  if (share.of == 0) return "–";
  return fmt::format("{:.0f} % ({:.0f} to {:.0f}), {} of {}", 100 * share.value(),
                     100 * share.low(), 100 * share.high(), share.count, share.of);
}

}  // namespace

double Share::value() const noexcept {
  return of == 0 ? 0 : static_cast<double>(count) / static_cast<double>(of);
}

double Share::low() const noexcept {
  const Wilson interval = wilson(count, of);
  return std::max(0.0, interval.centre - interval.half);
}

double Share::high() const noexcept {
  const Wilson interval = wilson(count, of);
  return std::min(1.0, interval.centre + interval.half);
}

StudyScores score(std::span<const Answer> answers, const std::vector<std::string>& contestants) {
  const std::set<std::string> careless = careless_among(answers);
  std::set<std::string> participants;
  Tally tally(contestants);
  StudyScores scores;
  for (const Answer& answer : answers) {
    participants.insert(answer.participant);
    if (careless.contains(answer.participant)) continue;
    ++scores.answers;
    tally.add(answer);
  }
  scores.contestants = std::move(tally).finish();
  scores.participants = participants.size();
  scores.careless = {careless.begin(), careless.end()};
  return scores;
}

Json to_json(const StudyScores& scores) {
  Json contestants = Json::array();
  for (const ContestantScore& one : scores.contestants) {
    contestants.push_back({{"name", one.name},
                           {"fooled", json_of(one.fooled)},
                           {"preferred", json_of(one.preferred)},
                           {"bradley_terry", one.strength}});
  }
  return {{"participants", scores.participants},
          {"careless", scores.careless},
          {"answers", scores.answers},
          {"contestants", std::move(contestants)}};
}

std::string to_text(const StudyScores& scores) {
  std::string text =
      fmt::format("{} participants, {} answers counted\n", scores.participants, scores.answers);
  if (!scores.careless.empty()) {
    text += fmt::format("not counted, for failing catch trials: {}\n",
                        fmt::join(scores.careless, ", "));
  }
  text +=
      fmt::format("{:<16} {:<32} {:<32} {}\n", "", "taken for real", "preferred", "Bradley–Terry");
  for (const ContestantScore& one : scores.contestants) {
    text += fmt::format("{:<16} {:<32} {:<32} {:.3f}\n", one.name, text_of(one.fooled),
                        text_of(one.preferred), one.strength);
  }
  return text;
}

}  // namespace autochrome::study
