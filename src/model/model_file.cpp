#include "model/model_file.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <future>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/error.h"
#include "base/json_text.h"
#include "base/options.h"
#include "base/sha256.h"
#include "nets/registry.h"
#include "tensor/half.h"

namespace autochrome::model {

namespace {

constexpr std::string_view kKind = "autochrome model";
constexpr std::string_view kVersion = "1";

using Metadata = std::map<std::string, std::string, std::less<>>;

TextByName metadata_of(const TrainedModel& model) {
  TextByName metadata = {{"kind", std::string(kKind)},
                         {"version", std::string(kVersion)},
                         {"net", model.network.net},
                         {"config", json_text(model.network.config)},
                         {"convention", json_text(to_json(model.convention))},
                         {"graph_sha256", graph_hash(model.network.graph)},
                         {"provenance", json_text(model.provenance)}};
  if (!model.classes.empty()) metadata["classes"] = json_text(Json(model.classes));
  return metadata;
}

const std::string& entry(const Metadata& metadata, std::string_view key) {
  const auto found = metadata.find(key);
  if (found == metadata.end()) {
    throw ModelError(fmt::format("its header has no entry '{}': not a model of Autochrome", key));
  }
  return found->second;
}

Json json_entry(const Metadata& metadata, std::string_view key) {
  Json json = parse_json(entry(metadata, key));
  if (json.is_object()) return json;
  throw ModelError(fmt::format("its header's entry '{}' is not a JSON object", key));
}

void require(const Metadata& metadata, std::string_view key, std::string_view wanted) {
  const std::string& got = entry(metadata, key);
  if (got == wanted) return;
  throw ModelError(fmt::format("its {} is '{}'; wanted '{}'", key, got, wanted));
}

/// float16 stays as it is until someone packs or asks.
void keep(const std::string& name, const StoredTensor& stored, Weights& weights) {
  const std::size_t count = stored.bytes.size() / byte_size(stored.dtype);
  const auto copied = [&](auto parameter) {
    parameter.dims = stored.dims;
    parameter.values.resize(count);
    std::memcpy(parameter.values.data(), stored.bytes.data(), stored.bytes.size());
    return parameter;
  };
  if (stored.dtype == Dtype::F32) {
    weights.set(name, copied(Parameter{}));
  } else if (stored.dtype == Dtype::F16) {
    weights.set_half(name, copied(HalfParameter{}));
  } else {
    throw ModelError(
        fmt::format("tensor '{}' is {}; wanted F16 or F32", name, name_of(stored.dtype)));
  }
}

std::vector<std::uint16_t> halved(const std::string& name, const std::vector<float>& values) {
  std::vector<std::uint16_t> halves;
  halves.reserve(values.size());
  for (const float value : values) {
    halves.push_back(to_half(value));
    if (std::isfinite(from_half(halves.back()))) continue;
    throw ModelError(fmt::format("parameter '{}' holds {}, which float16 cannot", name, value));
  }
  return halves;
}

std::vector<std::string> classes_of(const Metadata& metadata, const Json& config) {
  const Json json = parse_json(entry(metadata, "classes"));
  const auto is_text = [](const Json& one) { return one.is_string(); };
  if (!json.is_array() || !std::all_of(json.begin(), json.end(), is_text)) {
    throw ModelError("its header's entry 'classes' is not a JSON array of names");
  }
  if (const auto wanted = config.value("classes", std::size_t{0}); json.size() != wanted) {
    throw ModelError(fmt::format("it names {} classes and tells {} apart", json.size(), wanted));
  }
  return json;
}

TrainedModel parsed(const SafetensorsFile& file) {
  // Takes as long as all the rest.
  auto hash = std::async(std::launch::async, [&file] { return sha256(file.bytes()); });
  const Metadata& metadata = file.metadata();
  require(metadata, "kind", kKind);
  require(metadata, "version", kVersion);
  const std::string& net = entry(metadata, "net");
  const Json config = json_entry(metadata, "config");
  Convention convention;
  from_json(json_entry(metadata, "convention"), convention);
  validate(convention);
  if (convention.predicts_class() != nets::is_classifier(net)) {
    throw ModelError(fmt::format("its convention is to predict '{}', which '{}' does not",
                                 convention.predict, net));
  }
  graph::Graph graph = nets::build(net, config);
  require(metadata, "graph_sha256", graph_hash(graph));
  Weights weights;
  for (const auto& [name, stored] : file.tensors()) keep(name, stored, weights);
  check_weights(graph, weights);
  return {.network = {net, config, std::move(graph),
                      std::make_shared<const Weights>(std::move(weights))},
          .convention = convention,
          .classes = convention.predicts_class() ? classes_of(metadata, config)
                                                 : std::vector<std::string>{},
          .provenance = json_entry(metadata, "provenance"),
          .hash = hash.get()};
}

}  // namespace

std::string graph_hash(const graph::Graph& graph) { return sha256(to_text(graph)); }

TrainedModel load_any(const std::filesystem::path& path) {
  try {
    return parsed(SafetensorsFile(path, FileAccess::Copy));
  } catch (const InputError& error) {
    throw ModelError(fmt::format("cannot use the model '{}': {}", path.string(), error.what()));
  } catch (const ModelError& error) {
    throw ModelError(fmt::format("cannot use the model '{}': {}", path.string(), error.what()));
  }
}

TrainedModel load(const std::filesystem::path& path) {
  TrainedModel model = load_any(path);
  if (!model.convention.predicts_class()) return model;
  throw ModelError(
      fmt::format("the model '{}' ({}) tells what a picture shows; it does not colorize",
                  path.string(), model.network.net));
}

TrainedModel load_classifier(const std::filesystem::path& path) {
  TrainedModel model = load_any(path);
  if (model.convention.predicts_class()) return model;
  throw ModelError(fmt::format("the model '{}' ({}) colorizes; it tells no classes apart",
                               path.string(), model.network.net));
}

bool fit_float16(const Weights& weights) {
  const auto fits = [](float value) { return std::isfinite(from_half(to_half(value))); };
  const auto keys = weights.names();
  return std::all_of(keys.begin(), keys.end(), [&](const std::string& name) {
    const Parameter parameter = weights.read(name);
    return std::all_of(parameter.values.begin(), parameter.values.end(), fits);
  });
}

void save(const TrainedModel& model, const std::filesystem::path& path, Dtype dtype) {
  check_weights(model.network.graph, *model.network.weights);
  const TextByName metadata = metadata_of(model);
  const auto keys = model.network.weights->names();
  const std::vector<std::string> names(keys.begin(), keys.end());
  SafetensorsWriter writer(path, header_room(metadata, names));
  for (const std::string& name : names) {
    const Parameter parameter = model.network.weights->read(name);
    if (dtype == Dtype::F16) {
      const std::vector<std::uint16_t> halves = halved(name, parameter.values);
      writer.append(std::as_bytes(std::span(halves)));
    } else {
      writer.append(std::as_bytes(std::span(parameter.values)));
    }
    writer.end_tensor(name, dtype, parameter.dims);
  }
  writer.finish(metadata);
}

}  // namespace autochrome::model
