// A model file in figures and words, for `models` and `info`.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "base/json.h"
#include "graph/figures.h"
#include "model/model_file.h"

namespace autochrome::cli {

struct ModelSummary {
  std::string name;
  std::int64_t file_bytes = 0;
  graph::Figures figures;
  model::TrainedModel model;
};

/// By its content, whatever its name: a file that begins as safetensors do.
[[nodiscard]] bool is_model_file(const std::filesystem::path& path);

/// Throws as model::load does.
[[nodiscard]] ModelSummary summarize(const std::filesystem::path& path);

[[nodiscard]] Json json_of(const ModelSummary& summary);

/// A paragraph for people, ending without a line break.
[[nodiscard]] std::string to_text(const ModelSummary& summary);

/// The command line that trained it, or "not recorded".
[[nodiscard]] std::string command_of(const ModelSummary& summary);

}  // namespace autochrome::cli
