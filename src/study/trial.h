// The questions of a study and their order: a blind two-alternative forced choice. A participant
// sees two pictures of one scene and says which is the photograph, or which looks more natural.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/options.h"
#include "study/gallery.h"

namespace autochrome::study {

enum class TrialKind {
  Real,        ///< truth against a contestant: which is the real photograph?
  Preference,  ///< two contestants: which looks more natural?
  Catch,       ///< truth against a decoy, asked as Real: does anybody look?
};

/// "real", "preference" or "catch".
[[nodiscard]] std::string_view name_of(TrialKind kind) noexcept;

struct Trial {
  TrialKind kind = TrialKind::Real;
  std::string picture;  ///< of Gallery::pictures
  std::string left;     ///< contestant, kTruth or kDecoy
  std::string right;
};

struct TrialOptions {
  int trials = 60;
  int catches = 6;
  std::int64_t seed = 1;

  template <class Self, class Visitor>
  static void describe(Self& self, Visitor&& visit) {
    visit("trials", self.trials, "Questions to each participant, catches not counted",
          Limits{.min = 1, .max = 10'000});
    visit("catches", self.catches, "Questions whose answer is plain, to find who does not look",
          Limits{.min = 0, .max = 1000});
    visit("seed", self.seed, "Seed of the order", Limits{.min = 0});
  }
};

/// The trials of one participant, the same whenever they are asked for: pairings in turn, each as
/// often as every other, scenes drawn without repetition while they last, sides and order random.
[[nodiscard]] std::vector<Trial> plan_trials(const Gallery& gallery,
                                             const TrialOptions& options,
                                             std::string_view participant);

}  // namespace autochrome::study
