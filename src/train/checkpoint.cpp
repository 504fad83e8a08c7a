#include "train/checkpoint.h"

#include <cstring>
#include <span>
#include <sstream>
#include <vector>

#include <fmt/format.h>

#include "base/error.h"
#include "base/json_text.h"
#include "tensor/safetensors.h"

namespace autochrome::train {

namespace {

constexpr std::string_view kKind = "autochrome checkpoint";
constexpr std::string_view kVersion = "2";
constexpr std::string_view kWeights = "/weights/";
constexpr std::string_view kAverage = "/average/";
constexpr std::string_view kOptimizer = "/optimizer";

void write_state(SafetensorsWriter& writer, const std::string& prefix, const State& state) {
  for (const auto& [name, value] : state) {
    const torch::Tensor flat = value.detach().to(torch::kCPU).contiguous();
    const auto count = static_cast<std::size_t>(flat.numel());
    writer.append(std::as_bytes(std::span(flat.data_ptr<float>(), count)));
    writer.end_tensor(fmt::format("{}{}", prefix, name), Dtype::F32, flat.sizes().vec());
  }
}

torch::Tensor read_tensor(const std::string& name, const StoredTensor& stored) {
  if (stored.dtype != Dtype::F32) {
    throw InputError(fmt::format("tensor '{}' is {}; wanted F32", name, name_of(stored.dtype)));
  }
  torch::Tensor value = torch::empty(stored.dims, torch::kFloat32);
  std::memcpy(value.data_ptr<float>(), stored.bytes.data(), stored.bytes.size());
  return value;
}

void write_learner(SafetensorsWriter& writer, const std::string& name, const LearnerState& state) {
  write_state(writer, name + std::string(kWeights), state.weights);
  write_state(writer, name + std::string(kAverage), state.average);
  writer.append(std::as_bytes(std::span(state.optimizer)));
  writer.end_tensor(name + std::string(kOptimizer), Dtype::U8,
                    {static_cast<std::int64_t>(state.optimizer.size())});
}

std::vector<std::string> names_in(const std::map<std::string, LearnerState>& learners) {
  std::vector<std::string> names;
  for (const auto& [learner, state] : learners) {
    for (const auto& [name, value] : state.weights) {
      names.push_back(fmt::format("{}{}{}", learner, kWeights, name));
    }
    for (const auto& [name, value] : state.average) {
      names.push_back(fmt::format("{}{}{}", learner, kAverage, name));
    }
    names.push_back(fmt::format("{}{}", learner, kOptimizer));
  }
  return names;
}

State read_state(const SafetensorsFile& file, const std::string& prefix) {
  State state;
  for (const auto& [name, stored] : file.tensors()) {
    if (!name.starts_with(prefix)) continue;
    state.emplace(name.substr(prefix.size()), read_tensor(name, stored));
  }
  return state;
}

std::string read_bytes(const StoredTensor& stored) {
  return {reinterpret_cast<const char*>(stored.bytes.data()), stored.bytes.size()};
}

std::map<std::string, LearnerState> read_learners(const SafetensorsFile& file) {
  std::map<std::string, LearnerState> learners;
  for (const auto& [tensor, stored] : file.tensors()) {
    if (!tensor.ends_with(kOptimizer)) continue;
    const std::string name = tensor.substr(0, tensor.size() - kOptimizer.size());
    learners[name] = {.weights = read_state(file, name + std::string(kWeights)),
                      .average = read_state(file, name + std::string(kAverage)),
                      .optimizer = read_bytes(stored)};
  }
  return learners;
}

Json json_of(const Position& position) {
  Json json;
  Position::fields(position, [&json](const char* name, const auto& value) { json[name] = value; });
  json["best"] = position.best ? Json(*position.best) : Json();
  return json;
}

Position position_of(const Json& json) {
  Position position;
  Position::fields(position,
                   [&json](const char* name, auto& value) { json.at(name).get_to(value); });
  if (!json.at("best").is_null()) position.best = json.at("best").get<double>();
  if (position.epoch < 0 || position.batches < 0 || position.steps < position.batches ||
      position.pictures < 0) {
    throw InputError(fmt::format("its position is damaged: {}", json_text(json)));
  }
  return position;
}

const std::string& entry(const SafetensorsFile& file, std::string_view key) {
  const auto found = file.metadata().find(key);
  if (found == file.metadata().end()) throw InputError(fmt::format("it has no '{}'", key));
  return found->second;
}

void require(const SafetensorsFile& file, std::string_view key, std::string_view wanted) {
  const std::string& got = entry(file, key);
  if (got != wanted) throw InputError(fmt::format("its {} is '{}'; wanted '{}'", key, got, wanted));
}

}  // namespace

void save(const Checkpoint& checkpoint, const std::filesystem::path& path) {
  const TextByName metadata = {{"kind", std::string(kKind)},
                               {"version", std::string(kVersion)},
                               {"graph_sha256", checkpoint.graph_hash},
                               {"position", json_text(json_of(checkpoint.position))}};
  SafetensorsWriter writer(path, header_room(metadata, names_in(checkpoint.learners)));
  for (const auto& [name, state] : checkpoint.learners) write_learner(writer, name, state);
  writer.finish(metadata);
}

Checkpoint load_checkpoint(const std::filesystem::path& path, const std::string& graph_hash) {
  try {
    const SafetensorsFile file(path);
    require(file, "kind", kKind);
    require(file, "version", kVersion);
    if (entry(file, "graph_sha256") != graph_hash) {
      throw InputError("it is of another network, or of one with other widths");
    }
    return {.graph_hash = graph_hash,
            .position = position_of(parse_json(entry(file, "position"))),
            .learners = read_learners(file)};
  } catch (const InputError& error) {
    throw InputError(fmt::format("cannot resume from '{}': {}", path.string(), error.what()));
  } catch (const Json::exception& error) {
    throw InputError(fmt::format("cannot resume from '{}': its position is damaged: {}",
                                 path.string(), error.what()));
  }
}

std::string bytes_of(const torch::optim::Optimizer& optimizer) {
  torch::serialize::OutputArchive archive;
  optimizer.save(archive);
  std::ostringstream stream;
  archive.save_to(stream);
  return std::move(stream).str();
}

void restore(torch::optim::Optimizer& optimizer, const std::string& bytes) {
  std::istringstream stream(bytes);
  torch::serialize::InputArchive archive;
  try {
    // Rank 0 wrote it, perhaps on another device than this rank's.
    archive.load_from(stream, optimizer.param_groups().at(0).params().at(0).device());
    optimizer.load(archive);
  } catch (const c10::OutOfMemoryError&) {
    throw;
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception&) {
    throw InputError("the optimizer's state in the checkpoint is damaged");
  }
}

}  // namespace autochrome::train
