// A trained network as one safetensors file: weights in float16 or float32, and in the header's
// metadata the network's name and config, the colour convention, where it comes from, and a hash of
// the graph, so that weights of a changed definition are refused by name and not by garbage
// colours.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "graph/graph.h"
#include "model/convention.h"
#include "tensor/safetensors.h"

namespace autochrome::model {

struct TrainedModel {
  graph::Model network;
  Convention convention;
  /// Of a classifier, in the order of its logits; of a colorizer, none.
  std::vector<std::string> classes = {};
  Json provenance;   ///< data, seeds, epochs, losses, command line; whatever the trainer recorded
  std::string hash;  ///< SHA-256 of the file; empty until saved or loaded
};

/// SHA-256 of the graph's text.
[[nodiscard]] std::string graph_hash(const graph::Graph& graph);

/// A model that colorizes. Throws IoError when the file cannot be read, ModelError when it is no
/// model of ours, damaged, of a newer version, its weights do not fit the network or are not
/// finite, or it is a classifier.
[[nodiscard]] TrainedModel load(const std::filesystem::path& path);

/// As `load`, a model that classifies pictures: ModelError for one that colorizes.
[[nodiscard]] TrainedModel load_classifier(const std::filesystem::path& path);

/// As `load`, whatever the model does.
[[nodiscard]] TrainedModel load_any(const std::filesystem::path& path);

/// Whether every weight stays finite in float16, whose largest number is 65,504.
[[nodiscard]] bool fit_float16(const Weights& weights);

/// Writes through a temporary file; `dtype` is F16 or F32. Throws ModelError when a weight is not
/// finite or too large for float16.
void save(const TrainedModel& model, const std::filesystem::path& path, Dtype dtype = Dtype::F16);

}  // namespace autochrome::model
