// What the answers of a study come to: how often each contestant passes for the truth, and who is
// preferred to whom.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "base/json.h"
#include "study/answers.h"

namespace autochrome::study {

/// A share with its 95 % interval: E. B. Wilson, "Probable inference, the law of succession, and
/// statistical inference", JASA 22, 1927, without continuity correction. Sound for few answers and
/// for shares of 0 and 1.
struct Share {
  std::size_t count = 0;
  std::size_t of = 0;

  [[nodiscard]] double value() const noexcept;
  [[nodiscard]] double low() const noexcept;
  [[nodiscard]] double high() const noexcept;
};

struct ContestantScore {
  std::string name;
  Share fooled = {};     ///< chosen as real against the truth; half would be indistinguishable
  Share preferred = {};  ///< of all its preference trials
  double strength = 0;   ///< Bradley–Terry, shares of a sum of 1; 0 where nothing was compared
};

struct StudyScores {
  std::vector<ContestantScore> contestants;  ///< strongest first
  std::size_t participants = 0;
  std::size_t answers = 0;            ///< counted
  std::vector<std::string> careless;  ///< participants who failed catches and are not counted
};

/// A participant who fails more than a quarter of at least four catch trials is not counted.
/// Bradley–Terry strengths (1952) by the iteration of D. R. Hunter, "MM algorithms for generalized
/// Bradley–Terry models", Annals of Statistics 32(1), 2004, with half a win each way added to every
/// pair of contestants, so that they stay finite.
[[nodiscard]] StudyScores score(std::span<const Answer> answers,
                                const std::vector<std::string>& contestants);

[[nodiscard]] Json to_json(const StudyScores& scores);

/// For people, ending in a line break.
[[nodiscard]] std::string to_text(const StudyScores& scores);

}  // namespace autochrome::study
