#include "nets/registry.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.h"
#include "base/options.h"
#include "nets/autoencoder.h"
#include "nets/deep_cnn.h"
#include "nets/densenet.h"
#include "nets/flower_classifier.h"
#include "nets/pix2pix.h"
#include "nets/resnet.h"
#include "nets/unet.h"

namespace autochrome::nets {

namespace {

template <class Config>
Json defaults_of() {
  return to_json(Config{});
}

template <class Config, graph::Graph (*network)(const Config&)>
graph::Graph build_from(const Json& json) {
  Config config;
  from_json(json, config);
  return network(config);
}

constexpr std::array kRegistry = {
    Entry{"autoencoder", "Autoencoder", "Convolutional autoencoder (study, section 4.1)",
          defaults_of<AutoencoderConfig>, build_from<AutoencoderConfig, autoencoder>},
    Entry{"deep-cnn", "Deep CNN", "Deep CNN with concatenated early layers (study, section 4.2)",
          defaults_of<DeepCnnConfig>, build_from<DeepCnnConfig, deep_cnn>},
    Entry{"unet", "U-Net", "U-Net with residual layers (study, section 4.3)",
          defaults_of<UnetConfig>, build_from<UnetConfig, unet>},
    Entry{"resnet", "ResNet", "ResNet of 1×1 convolutions (study, section 4.4)",
          defaults_of<ResnetConfig>, build_from<ResnetConfig, resnet>},
    Entry{"densenet", "DenseNet", "DenseNet of 1×1 and 4×4 convolutions (study, section 4.5)",
          defaults_of<DensenetConfig>, build_from<DensenetConfig, densenet>},
    Entry{"pix2pix", "Pix2Pix", "Generator of Pix2Pix (study, section 4.6)",
          defaults_of<Pix2pixConfig>, build_from<Pix2pixConfig, pix2pix>, /*adversarial=*/true},
};

constexpr std::array kClassifiers = {
    Entry{"flower-classifier", "Flower classifier",
          "Classifier that judges whether a picture still shows its flower",
          defaults_of<FlowerClassifierConfig>,
          build_from<FlowerClassifierConfig, flower_classifier>},
};

const Entry* find_in(std::span<const Entry> entries, std::string_view name) noexcept {
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [name](const Entry& entry) { return entry.name == name; });
  return found == entries.end() ? nullptr : &*found;
}

}  // namespace

std::span<const Entry> registry() noexcept { return kRegistry; }

std::span<const Entry> classifiers() noexcept { return kClassifiers; }

bool is_classifier(std::string_view name) noexcept {
  return find_in(kClassifiers, name) != nullptr;
}

const Entry& find(std::string_view name) {
  for (const auto entries : {registry(), classifiers()}) {
    if (const Entry* found = find_in(entries, name)) return *found;
  }
  std::vector<std::string_view> names;
  for (const auto entries : {registry(), classifiers()}) {
    for (const Entry& entry : entries) names.push_back(entry.name);
  }
  throw InputError(
      fmt::format("there is no network '{}'; known are {}", name, fmt::join(names, ", ")));
}

graph::Graph build(std::string_view name, const Json& config) { return find(name).build(config); }

}  // namespace autochrome::nets
