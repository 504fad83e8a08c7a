// A model file in figures and words, for `models` and `info`.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "base/json.h"
#include "model/model_file.h"

namespace autochrome::cli {

struct ModelSummary {
  std::string name;
  std::int64_t file_bytes = 0;
  std::int64_t parameters = 0;
  double gflop = 0;         ///< for a square picture of the convention's size
  int receptive_field = 0;  ///< pixels, an upper bound
  int spatial_multiple = 0;
  model::TrainedModel model;
};

/// Throws as model::load does.
[[nodiscard]] ModelSummary summarize(const std::filesystem::path& path);

[[nodiscard]] Json json_of(const ModelSummary& summary);

/// A paragraph for people, ending without a line break.
[[nodiscard]] std::string to_text(const ModelSummary& summary);

}  // namespace autochrome::cli
