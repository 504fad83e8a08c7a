#include "study/trial.h"

#include <utility>

#include "base/sha256.h"
#include "base/shuffle.h"

namespace autochrome::study {

namespace {

std::uint64_t seed_for(std::int64_t seed, std::string_view participant) {
  const std::string text = std::to_string(seed) + ' ' + std::string(participant);
  return std::stoull(sha256(std::string_view(text)).substr(0, 16), nullptr, 16);
}

/// Scenes in random order, and again in another when they are used up.
class Deck {
 public:
  Deck(const std::vector<std::string>& pictures, Random& random)
      : pictures_(pictures), random_(random) {}

  const std::string& draw() {
    if (next_ == pictures_.size() || next_ == 0) {
      shuffle(pictures_, random_);
      next_ = 0;
    }
    return pictures_[next_++];
  }

 private:
  std::vector<std::string> pictures_;
  Random& random_;
  std::size_t next_ = 0;
};

struct Pairing {
  TrialKind kind;
  std::string one;
  std::string other;
};

std::vector<Pairing> pairings_of(const Gallery& gallery) {
  std::vector<Pairing> pairings;
  const auto& contestants = gallery.contestants();
  for (std::size_t i = 0; i < contestants.size(); ++i) {
    pairings.push_back({TrialKind::Real, kTruth, contestants[i].name});
    for (std::size_t k = i + 1; k < contestants.size(); ++k) {
      pairings.push_back({TrialKind::Preference, contestants[i].name, contestants[k].name});
    }
  }
  return pairings;
}

}  // namespace

std::string_view name_of(TrialKind kind) noexcept {
  switch (kind) {
    case TrialKind::Real:
      return "real";
    case TrialKind::Preference:
      return "preference";
    case TrialKind::Catch:
      return "catch";
  }
  return "";
}

std::vector<Trial> plan_trials(const Gallery& gallery,
                               const TrialOptions& options,
                               std::string_view participant) {
  Random random(seed_for(options.seed, participant));
  std::vector<Pairing> pairings = pairings_of(gallery);
  shuffle(pairings, random);
  Deck deck(gallery.pictures(), random);
  std::vector<Trial> trials;
  const auto add = [&](const Pairing& pairing) {
    const bool turned = random.below(2) == 1;
    trials.push_back({pairing.kind, deck.draw(), turned ? pairing.other : pairing.one,
                      turned ? pairing.one : pairing.other});
  };
  for (std::size_t i = 0; i < static_cast<std::size_t>(options.trials); ++i) {
    add(pairings[i % pairings.size()]);
  }
  for (int i = 0; i < options.catches; ++i) add({TrialKind::Catch, kTruth, kDecoy});
  shuffle(trials, random);
  return trials;
}

}  // namespace autochrome::study
