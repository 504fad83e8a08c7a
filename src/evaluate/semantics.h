// The semantic score: what a classifier recognizes in every contestant's pictures, and how far
// these are from the true ones as it sees them.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "evaluate/judge.h"
#include "evaluate/recognizer.h"
#include "metrics/frechet.h"

namespace autochrome::evaluate {

/// Looks at pictures as they are judged, from several threads at once.
class Semantics {
 public:
  /// `classifier` is from model::load_classifier; the other two live longer than this.
  Semantics(std::shared_ptr<const model::TrainedModel> classifier,
            std::string name,
            const Examples& examples,
            const Contestants& contestants);

  /// Whether the data's classes are the classifier's, so that it can be right or wrong.
  [[nodiscard]] bool labelled() const noexcept { return labelled_; }

  /// For JudgeOptions::look.
  void look(const Painted& painted);

  /// Writes what was seen into the rows of the pictures kept, and the distances beside them.
  void settle(Judgement& judgement) const;

 private:
  /// Of one contestant's picture.
  struct Seen {
    bool first = false;  ///< the true class is the likeliest
    bool five = false;   ///< or among the five likeliest
    double probability = 0;
    std::vector<float> features;
  };

  /// Which pictures: all, or every second.
  enum class Part { All, Even, Odd };

  [[nodiscard]] std::unique_ptr<Recognizer> borrow();
  void give_back(std::unique_ptr<Recognizer> recognizer);
  [[nodiscard]] Seen seen_in(Recognized recognized, int label) const;
  [[nodiscard]] metrics::Gaussian fit(const Judgement& judgement,
                                      std::size_t contestant,
                                      Part part) const;

  std::shared_ptr<const model::TrainedModel> classifier_;
  std::string name_;
  const Examples& examples_;
  const Contestants& contestants_;
  bool labelled_;
  std::vector<std::vector<Seen>> seen_;  ///< [example][contestant], each written by one thread
  std::mutex mutex_;                     ///< guards what follows
  std::vector<std::unique_ptr<Recognizer>> idle_;
};

}  // namespace autochrome::evaluate
