#include "server/nursery.h"

#include <memory>
#include <utility>

#include <fmt/format.h>

#include "base/error.h"
#include "nets/registry.h"

namespace autochrome::server {

namespace {

/// A model of one's own is known by its file, whatever its network.
std::string title_of(const NamedModel& named, const nets::Entry& network) {
  return std::string(named.name == network.name ? network.title : named.name);
}

Json description_of(const NamedModel& named, const model::TrainedModel& model, bool is_default) {
  const nets::Entry& network = nets::find(model.network.net);
  return {{"name", named.name},
          {"network", model.network.net},
          {"title", title_of(named, network)},
          {"summary", network.summary},
          {"size", model.convention.size},
          {"parameters", model.network.weights->value_count()},
          {"bytes", std::filesystem::file_size(named.file)},
          {"varies", colorize::varies(model)},
          {"scores", model.provenance.value("metrics", Json::object())},
          {"default", is_default}};
}

}  // namespace

Nursery prepare_workers(const std::vector<NamedModel>& models, const WorkerOptions& options) {
  auto loaded = std::make_shared<Models>();
  Json descriptions = Json::array();
  for (const NamedModel& named : models) {
    auto model = std::make_shared<const model::TrainedModel>(model::load_any(named.file));
    if (!model->classes.empty()) continue;
    descriptions.push_back(description_of(named, *model, named.name == options.warm));
    loaded->emplace(named.name, std::move(model));
  }
  if (!loaded->contains(options.warm)) {
    throw ModelError(fmt::format("the model '{}' does not colorize", options.warm));
  }
  // Before any worker is born, so that all have it in common.
  auto packed = colorize::prepare(*loaded->at(options.warm));
  return {.greeting = std::move(descriptions),
          .work = [loaded, options, packed = std::move(packed)](Channel& server) {
            live_as_worker(server, *loaded, options);
          }};
}

}  // namespace autochrome::server
