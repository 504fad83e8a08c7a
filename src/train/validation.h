// How well a network colorizes the validation pictures, beside doing nothing.
#pragma once

#include "base/json.h"
#include "train/batches.h"
#include "train/method.h"
#include "train/ranks.h"

namespace autochrome::train {

struct Validation {
  double loss = 0;         ///< the reconstruction loss
  double ab_mse = 0;       ///< mean squared error of a and b, Lab units
  double gray_ab_mse = 0;  ///< the same of no colour
};

/// Every rank judges its part; all get the whole's figures.
[[nodiscard]] Validation validate(Method& method,
                                  const Datasets& data,
                                  const model::Convention& convention,
                                  int batch,
                                  torch::Device device,
                                  const Ranks& ranks);

}  // namespace autochrome::train
