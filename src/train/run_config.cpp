#include "train/run_config.h"

#include <string>

#include <fmt/format.h>
#include <torch/torch.h>

#include "base/error.h"
#include "base/json_text.h"
#include "base/sha256.h"
#include "graph/figures.h"
#include "model/model_file.h"
#include "train/assembly.h"
#include "train/training_data.h"

namespace autochrome::train {

namespace {

// A model that was trained from one that was trained from another...: what every model says of
// itself is told of so many, and of those before them the hash alone.
constexpr int kMostAncestors = 8;

constexpr std::size_t kMostShown = 100;  // bytes of a value in a message

/// Another model's provenance, without what would let it grow from training to training.
Json shortened(Json provenance, int ancestors) {
  const auto start = "/training/start_from"_json_pointer;
  if (!provenance.is_object() || !provenance.contains(start)) return provenance;
  Json& before = provenance[start];
  if (!before.is_object() || !before.contains("provenance")) return provenance;
  if (ancestors == 0) {
    before.erase("provenance");
  } else {
    before["provenance"] = shortened(before["provenance"], ancestors - 1);
  }
  return provenance;
}

/// The place of the first value that differs, "/options/hue"; empty when none does.
std::string first_difference(const Json& was, const Json& is) {
  for (const Json& step : Json::diff(was, is)) {
    // An array that has become longer differs as a whole.
    std::string place = step.at("path");
    const std::size_t last = place.rfind('/');
    if (step.at("op") != "replace" && is.at(Json::json_pointer(place.substr(0, last))).is_array()) {
      place.resize(last);
    }
    return place;
  }
  return {};
}

}  // namespace

Json config_of(const TrainJob& job, const Datasets& data, int ranks, const Execution& execution) {
  Json files = Json::array();
  for (const auto& file : data) {
    files.push_back({{"source", file->description().source},
                     {"size", file->size()},
                     {"train", file->indices(dataset::Split::Train).size()},
                     {"validation", file->indices(dataset::Split::Validation).size()},
                     {"test", file->indices(dataset::Split::Test).size()},
                     {"split_seed", file->description().seed},
                     {"sha256", file->hash()}});
  }
  Json json = {{"net", job.net},
               {"net_config", job.net_config},
               {"convention", to_json(job.convention)},
               {"options", to_json(job.options)},
               {"ranks", ranks},
               {"execution",
                {{"threads", torch::get_num_threads()},
                 {"device", execution.device.is_cuda() ? "cuda" : "cpu"},
                 {"precision", execution.precision == torch::kFloat32 ? "float32" : "bfloat16"}}},
               {"data", files}};
  if (!job.start_from.empty()) {
    const model::TrainedModel start = model::load_any(job.start_from);
    json["start_from"] = {{"sha256", start.hash},
                          {"provenance", shortened(start.provenance, kMostAncestors)}};
  }
  return json;
}

Json lasting(Json config) {
  for (const char* key : {"execution", "command", "version"}) config.erase(key);
  if (const auto options = config.find("options"); options != config.end()) {
    for (const char* free : {"epochs", "threads", "workers", "device"}) options->erase(free);
  }
  return config;
}

void check_same(const Json& old, const Json& now, const std::filesystem::path& path) {
  if (!old.is_object() || !old.value("options", Json::object()).is_object()) {
    throw InputError(
        fmt::format("cannot resume: '{}' is damaged: no config of a training", path.string()));
  }
  const Json was = lasting(old);
  const Json is = lasting(now);
  const std::string place = first_difference(was, is);
  if (place.empty()) return;
  const Json::json_pointer at(place);
  const auto text = [&](const Json& json) {
    if (!json.contains(at)) return std::string("not there");
    const std::string whole = json_text(json.at(at));
    return whole.size() > kMostShown ? whole.substr(0, kMostShown) + "..." : whole;
  };
  throw InputError(fmt::format("cannot resume: '{}' in '{}' was {}, now it is {}", place.substr(1),
                               path.string(), text(was), text(is)));
}

void check_agreement(const Json& config, const Ranks& ranks) {
  const std::string hash = sha256(json_text(lasting(config)));
  const auto start = static_cast<std::int64_t>(std::stoull(hash.substr(0, 12), nullptr, 16));
  const torch::Tensor all = ranks.gather(torch::tensor({start}, torch::kLong)).reshape({-1});
  for (std::int64_t rank = 1; rank < all.size(0); ++rank) {
    if (all[rank].item<std::int64_t>() == all[0].item<std::int64_t>()) continue;
    throw InputError(fmt::format(
        "rank {} was told of another training than rank 0; wanted the same network, options and "
        "data",
        rank));
  }
}

std::vector<std::pair<std::string, std::string>> summary_of(const TrainJob& job,
                                                            const Datasets& data) {
  const graph::Figures figures = graph::figures_of(graph_of(job, data));
  return {
      {"Parameters", fmt::format("{:.2f} million", 1e-6 * static_cast<double>(figures.parameters))},
      {fmt::format("GFLOP at {0}×{0}", graph::kStudySide), fmt::format("{:.2f}", figures.gflop)},
      {"Receptive field", receptive_field_text(figures)},
      {"Predicts", job.convention.predict},
      {"Training pictures", fmt::format("{}", count_of(data, dataset::Split::Train))},
      {"Validation pictures", fmt::format("{}", count_of(data, dataset::Split::Validation))}};
}

}  // namespace autochrome::train
