// How well a network does on the validation pictures.
#pragma once

#include <map>
#include <string>

#include "train/batches.h"
#include "train/method.h"
#include "train/ranks.h"

namespace autochrome::train {

/// The means of the method's measures, over batches of `pictures`. Every rank judges its part; all
/// get the whole's figures.
[[nodiscard]] std::map<std::string, double> validate(
    Method& method, const Datasets& data, int pictures, torch::Device device, const Ranks& ranks);

}  // namespace autochrome::train
