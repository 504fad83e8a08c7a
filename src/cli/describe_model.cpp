#include "cli/describe_model.h"

#include <array>
#include <cstring>
#include <fstream>
#include <system_error>

#include <fmt/format.h>

#include "base/options.h"
#include "cli/model_store.h"

namespace autochrome::cli {

namespace {

constexpr const char* kNotRecorded = "not recorded";
constexpr double kLeastGrayError = 0.1;  // squared Lab units

/// Provenance is whatever the maker of the file wrote: in another form than ours it tells nothing.
template <class Tell>
std::string told(const Tell& tell, const Json& provenance) {
  try {
    return tell(provenance);
  } catch (const Json::exception&) {
    return kNotRecorded;
  }
}

/// "oxford102-64 (4913 pictures at 64×64)", one entry a prepared file.
std::string data_text(const Json& provenance) {
  std::string text;
  for (const Json& file : provenance.value("/training/data"_json_pointer, Json::array())) {
    text += fmt::format("{}{} ({} pictures at {}×{})", text.empty() ? "" : ", ",
                        file.value("source", "?"), file.value("train", 0), file.value("size", 0),
                        file.value("size", 0));
  }
  return text.empty() ? kNotRecorded : text;
}

std::string scores_text(const Json& provenance) {
  const Json metrics = provenance.value("metrics", Json::object());
  if (metrics.contains("validation_accuracy")) {
    return fmt::format("{:.1f} % of validation pictures recognized, {:.1f} % within five guesses",
                       100 * metrics.value("validation_accuracy", 0.0),
                       100 * metrics.value("validation_top5", 0.0));
  }
  const double error = metrics.value("validation_ab_mse", 0.0);
  const double gray = metrics.value("gray_ab_mse", 0.0);
  if (gray <= 0) return kNotRecorded;
  const std::string text =
      fmt::format("ab error {:.1f} on validation pictures, gray {:.1f}", error, gray);
  // Pictures without colour have none to be wrong by a share of.
  return gray < kLeastGrayError ? text : fmt::format("{} ({:.0f} %)", text, 100 * error / gray);
}

}  // namespace

bool is_model_file(const std::filesystem::path& path) {
  std::error_code failure;
  if (!std::filesystem::is_regular_file(path, failure)) return false;
  // A little-endian length that fits into the file, then a JSON object of that length.
  std::array<char, sizeof(std::uint64_t) + 1> start{};
  std::ifstream file(path, std::ios::binary);
  if (!file.read(start.data(), static_cast<std::streamsize>(start.size())) || start.back() != '{')
    return false;
  std::uint64_t header = 0;
  std::memcpy(&header, start.data(), sizeof header);
  return header < std::filesystem::file_size(path, failure);
}

ModelSummary summarize(const std::filesystem::path& path) {
  model::TrainedModel model = model::load_any(path);
  const graph::Figures figures = figures_of(model.network.graph);
  return {.name = model_name(path),
          .file_bytes = static_cast<std::int64_t>(std::filesystem::file_size(path)),
          .figures = figures,
          .model = std::move(model)};
}

Json json_of(const ModelSummary& summary) {
  const model::TrainedModel& model = summary.model;
  return {{"name", summary.name},
          {"network", model.network.net},
          {"config", model.network.config},
          {"convention", to_json(model.convention)},
          {"parameters", summary.figures.parameters},
          {"gflop", summary.figures.gflop},
          {"receptive_field", summary.figures.receptive_field},
          {"spatial_multiple", summary.figures.spatial_multiple},
          {"file_bytes", summary.file_bytes},
          {"sha256", model.hash},
          {"provenance", model.provenance}};
}

std::string to_text(const ModelSummary& summary) {
  const model::TrainedModel& model = summary.model;
  return fmt::format(
      "{}\n"
      "  network      {} {}, predicts {}\n"
      "  parameters   {:.2f} million, {:.2f} GFLOP at {}×{}, sees {}\n"
      "  input        height and width in multiples of {}\n"
      "  file         {:.1f} MB, sha256 {}\n"
      "  trained on   {}\n"
      "  scores       {}",
      summary.name, model.network.net, model.network.config.dump(), model.convention.predict,
      1e-6 * static_cast<double>(summary.figures.parameters), summary.figures.gflop,
      graph::kStudySide, graph::kStudySide, receptive_field_text(summary.figures),
      summary.figures.spatial_multiple, 1e-6 * static_cast<double>(summary.file_bytes), model.hash,
      told(data_text, model.provenance), told(scores_text, model.provenance));
}

std::string command_of(const ModelSummary& summary) {
  return told([](const Json& provenance) { return provenance.value("command", kNotRecorded); },
              summary.model.provenance);
}

}  // namespace autochrome::cli
