// The networks that engines are compared on, by name.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "bench/eccv16.h"
#include "bench/unet_s.h"
#include "model/model_file.h"
#include "nets/registry.h"

namespace autochrome::bench {

/// "unet_s", "eccv16" or a network of ours with its default config; random weights.
inline graph::Model random_model_of(std::string_view net) {
  graph::Graph graph = net == "unet_s"   ? unet_s()
                       : net == "eccv16" ? eccv16()
                                         : nets::build(net, Json::object());
  auto weights = std::make_shared<const Weights>(graph::initial_weights(graph, 1));
  return {std::string(net), Json::object(), std::move(graph), std::move(weights)};
}

/// The trained model where `net` is a model file, and else as random_model_of.
inline graph::Model model_of(std::string_view net) {
  if (!net.ends_with(".safetensors")) return random_model_of(net);
  return model::load_any(std::filesystem::path(net)).network;
}

}  // namespace autochrome::bench
