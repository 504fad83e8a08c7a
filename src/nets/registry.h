// Every network by name, those that colorize and those that classify: what the trainer, model files
// and the command line know them by.
#pragma once

#include <span>
#include <string_view>

#include "base/json.h"
#include "graph/graph.h"

namespace autochrome::nets {

struct Entry {
  std::string_view name;     ///< "unet"
  std::string_view title;    ///< "U-Net"
  std::string_view summary;  ///< one line
  Json (*defaults)();        ///< the config's fields with their defaults
  graph::Graph (*build)(const Json& config);
  bool adversarial = false;  ///< whether it is trained against a discriminator (patch_gan.h)
};

/// Those that colorize, in the order of the study.
[[nodiscard]] std::span<const Entry> registry() noexcept;

/// Those that tell what a picture shows, with which colorizations are judged.
[[nodiscard]] std::span<const Entry> classifiers() noexcept;

/// Whether the name is that of a classifier.
[[nodiscard]] bool is_classifier(std::string_view name) noexcept;

/// Of either kind. Throws InputError listing the known names.
[[nodiscard]] const Entry& find(std::string_view name);

/// The network `name` with the fields that `config` sets and defaults for the rest. Throws
/// InputError for unknown names and fields and values out of range.
[[nodiscard]] graph::Graph build(std::string_view name, const Json& config);

}  // namespace autochrome::nets
