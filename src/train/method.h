// What one step of a training does, and what it is judged by. Three methods: reconstruction (study,
// section 4.7.1), which all colorizers but one are trained by, the adversarial one of Pix2Pix
// (4.7.2), and the classification by which the judge of colorizations learns.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <torch/torch.h>

#include "base/json.h"
#include "train/learner.h"
#include "train/objective.h"

namespace autochrome::train {

/// Means over a batch by name ("loss"), scalars on the device: nothing waits for them in a step.
using Figures = std::map<std::string, torch::Tensor>;

/// A figure of validation: its sum over a batch, a scalar on the device, and how many values that
/// is the sum of.
struct Measure {
  torch::Tensor sum;
  double count = 0;
};

/// By the names under which metrics.jsonl has their means; "validation_loss" is among them.
using Measures = std::map<std::string, Measure>;

class Method {
 public:
  virtual ~Method() = default;

  struct Step {
    double learning_rate = 0;
    std::int64_t steps = 0;  ///< made before
    double share = 1;        ///< scales the losses where ranks have unequal parts of a batch
  };

  /// A batch as the network meets it: `rgb` [N, 3, H, W], encoded, in [0, 1], `labels` [N], int64.
  [[nodiscard]] virtual Example example_of(const torch::Tensor& rgb,
                                           const torch::Tensor& labels) const = 0;

  /// Learns from one batch.
  virtual Figures step(const Example& example, const Step& step) = 0;

  /// Of what the network made of a validation batch.
  [[nodiscard]] virtual Measures measures(const torch::Tensor& output,
                                          const Example& example) const = 0;

  /// An epoch's validation in a few words; `metrics` has the measures' means.
  [[nodiscard]] virtual std::string in_words(const Json& metrics) const = 0;

  /// The network that is validated and kept.
  [[nodiscard]] virtual Learner& kept() noexcept = 0;

  /// All that learn, by the names under which checkpoints keep them.
  [[nodiscard]] virtual std::map<std::string, Learner*> learners() = 0;

  /// Whether the epoch with the lowest validation loss is the one to keep, or the last.
  [[nodiscard]] virtual bool keeps_lowest_loss() const noexcept = 0;
};

}  // namespace autochrome::train
