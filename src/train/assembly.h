// From a request for a training to what learns: network, weights, objective, method.
#pragma once

#include <memory>
#include <string>

#include "train/batches.h"
#include "train/method.h"
#include "train/trainer.h"

namespace autochrome::train {

/// The config of the job's network, predicting what its convention says or the data's classes.
[[nodiscard]] Json net_config_of(const TrainJob& job, const Datasets& data);

/// The network of that config. Throws InputError.
[[nodiscard]] graph::Graph graph_of(const TrainJob& job, const Datasets& data);

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
