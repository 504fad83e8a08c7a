// From a request for a training to what learns: network, weights, objective, method.
#pragma once

#include <memory>
#include <string>

#include "train/batches.h"
#include "train/method.h"
#include "train/trainer.h"

namespace autochrome::train {

/// The job's network, predicting what its convention says. Throws InputError.
[[nodiscard]] graph::Graph graph_of(const TrainJob& job);

struct Assembly {
  std::unique_ptr<Method> method;
  std::string graph_hash;  ///< of all graphs that learn
};

/// Throws InputError for a model to start from that is another network.
[[nodiscard]] Assembly assemble(const TrainJob& job,
                                const Datasets& data,
                                const Execution& execution,
                                const Ranks& ranks);

}  // namespace autochrome::train
