// Everything a training needs to go on exactly where it was, in one file that is replaced
// atomically.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include <torch/torch.h>

#include "base/json.h"

namespace autochrome::train {

using State = std::map<std::string, torch::Tensor>;

/// Where in the run one is.
struct Position {
  int epoch = 0;                       ///< epochs done
  int batches = 0;                     ///< batches of the next epoch done
  std::int64_t steps = 0;              ///< steps done in all
  std::map<std::string, double> sums;  ///< of the next epoch's figures so far, by picture
  std::int64_t pictures = 0;           ///< of the next epoch so far
  double seconds = 0;                  ///< spent on training in all
  std::optional<double> best;          ///< lowest validation loss so far

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor&& visit) {
    visit("epoch", self.epoch);
    visit("batches", self.batches);
    visit("steps", self.steps);
    visit("sums", self.sums);
    visit("pictures", self.pictures);
    visit("seconds", self.seconds);
  }
};

/// What one network in training consists of.
struct LearnerState {
  State weights;
  State average;          ///< empty when no average is kept
  std::string optimizer;  ///< as torch::save writes it
};

struct Checkpoint {
  std::string graph_hash;
  Position position;
  std::map<std::string, LearnerState> learners;  ///< by a name without slashes
};

/// Throws IoError and leaves the older checkpoint when the disk is full.
void save(const Checkpoint& checkpoint, const std::filesystem::path& path);

/// Throws InputError when the file is no checkpoint, damaged, of another version, or of another
/// graph than `graph_hash`.
[[nodiscard]] Checkpoint load_checkpoint(const std::filesystem::path& path,
                                         const std::string& graph_hash);

/// An optimizer's state as bytes, and back. The way back throws InputError for damaged bytes.
[[nodiscard]] std::string bytes_of(const torch::optim::Optimizer& optimizer);
void restore(torch::optim::Optimizer& optimizer, const std::string& bytes);

}  // namespace autochrome::train
