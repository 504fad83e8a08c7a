// The figures of an epoch's steps, summed where they are computed: a step does not wait for them.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "train/method.h"

namespace autochrome::train {

class Tally {
 public:
  explicit Tally(torch::Device device);

  /// Adds the means of `pictures` pictures, made in the step with this number.
  void add(const Figures& figures, std::int64_t pictures, std::int64_t step);

  /// Moves what has been added into `sums`, waiting for the device. Returns the number of the first
  /// step with a figure that is not finite or has exploded: its size is above 1e6, where colours
  /// and scores are of the order of one. Otherwise -1.
  [[nodiscard]] std::int64_t settle(std::map<std::string, double>& sums);

 private:
  std::map<std::string, torch::Tensor> pending_;  ///< doubles
  torch::Tensor first_bad_;
};

}  // namespace autochrome::train
