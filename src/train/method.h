// What one step of a training does. Two methods: reconstruction (study, section 4.7.1), which all
// networks but one are trained by, and the adversarial one of Pix2Pix (4.7.2).
#pragma once

#include <map>
#include <string>
#include <vector>

#include <torch/torch.h>

#include "train/learner.h"
#include "train/objective.h"

namespace autochrome::train {

/// Means over a batch by name ("loss"), scalars on the device: nothing waits for them in a step.
using Figures = std::map<std::string, torch::Tensor>;

class Method {
 public:
  virtual ~Method() = default;

  /// `share` scales the losses where ranks have unequal parts of a batch; 1 otherwise.
  struct Step {
    double learning_rate = 0;
    std::int64_t steps = 0;  ///< made before
    double share = 1;
  };

  /// Learns from one batch.
  virtual Figures step(const Example& example, const Step& step) = 0;

  /// The reconstruction loss alone, for validation.
  [[nodiscard]] virtual torch::Tensor reconstruction(const torch::Tensor& output,
                                                     const Example& example) const = 0;

  /// The network that colorizes.
  [[nodiscard]] virtual Learner& colorizer() noexcept = 0;

  /// All that learn, by the names under which checkpoints keep them.
  [[nodiscard]] virtual std::map<std::string, Learner*> learners() = 0;

  /// Whether the epoch with the lowest reconstruction loss is the one to keep, or the last.
  [[nodiscard]] virtual bool keeps_lowest_loss() const noexcept = 0;
};

}  // namespace autochrome::train
