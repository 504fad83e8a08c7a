// The networks that engines are compared on, by name.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "bench/eccv16.h"
#include "bench/random_model.h"
#include "bench/unet_s.h"
#include "model/model_file.h"
#include "nets/registry.h"

namespace autochrome::bench {

/// The trained model where `net` is a model file; "unet_s", "eccv16" or a network of ours with its
/// default config and random weights.
inline graph::Model model_of(std::string_view net) {
  if (net.ends_with(".safetensors")) return model::load_any(std::filesystem::path(net)).network;
  return random_model(std::string(net), net == "unet_s"   ? unet_s()
                                        : net == "eccv16" ? eccv16()
                                                          : nets::build(net, Json::object()));
}

}  // namespace autochrome::bench
