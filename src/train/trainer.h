// The training loop (study, section 4.8): epochs of shuffled, augmented batches, Adam, a validation
// after each, a checkpoint, a line of metrics, and the best model so far.
#pragma once

#include <atomic>
#include <filesystem>
#include <string>
#include <vector>

#include "base/json.h"
#include "model/convention.h"
#include "train/options.h"
#include "train/place.h"

namespace autochrome::train {

/// All that a training is made of. Header of no libtorch, so that the command line may include it.
struct TrainJob {
  std::string net;
  Json net_config = Json::object();  ///< fields that differ from the network's defaults
  model::Convention convention;
  TrainOptions options;
  std::vector<std::filesystem::path> data;  ///< prepared files, each of its own picture size
  std::filesystem::path run;                ///< folder of the run
  std::filesystem::path start_from;         ///< a model whose weights to start from; empty for none
  bool resume = false;
  Place place = {};     ///< among the ranks that share the work
  std::string command;  ///< recorded in the model
  std::string version;  ///< of the program, likewise
};

enum class Outcome { Finished, Stopped };

/// Trains, together with the other ranks if there are any, until done or until `stop` turns true,
/// which is looked at between steps; then the position is saved and a run with `resume` goes on
/// from there; one rank's `stop` stops all. Throws InputError for options, data or a folder that
/// cannot be used, IoError when the disk is full, Error naming the step and the last checkpoint
/// when the loss or the weights are no longer finite or have exploded, and Error when another rank
/// is lost or libtorch fails; MemoryError when memory, the device's too, is not enough.
Outcome train(const TrainJob& job, const std::atomic<bool>& stop);

}  // namespace autochrome::train
