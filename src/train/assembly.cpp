#include "train/assembly.h"

#include <utility>

#include <fmt/format.h>

#include "base/error.h"
#include "base/json_text.h"
#include "model/model_file.h"
#include "nets/patch_gan.h"
#include "nets/registry.h"
#include "train/adversarial.h"
#include "train/classification.h"
#include "train/reconstruction.h"
#include "train/tensor_color.h"

namespace autochrome::train {

namespace {

constexpr std::int64_t kFrequencyPictures = 1024;

Weights first_weights(const TrainJob& job, const Json& config, const graph::Graph& graph) {
  if (job.start_from.empty()) {
    return initial_weights(graph, static_cast<std::uint64_t>(job.options.seed));
  }
  const model::TrainedModel start = model::load_any(job.start_from);
  if (model::graph_hash(start.network.graph) != model::graph_hash(graph)) {
    throw InputError(fmt::format("cannot start from '{}': it is {} {}; wanted {} {}",
                                 job.start_from.string(), start.network.net,
                                 json_text(start.network.config), job.net, json_text(config)));
  }
  return *start.network.weights;
}

torch::Tensor color_weights(const TrainJob& job, const Datasets& data, torch::Device device) {
  if (job.options.rebalance == 0) return {};
  ColorFrequency frequency;
  std::int64_t seen = 0;
  for (const Batch& batch : shuffled_batches(data, dataset::Split::Train, job.options.batch, 0)) {
    frequency.add(lab_of_rgb(pixels_of(batch, device)).slice(1, 1, 3));
    seen += static_cast<std::int64_t>(batch.pictures.size());
    if (seen >= kFrequencyPictures) break;
  }
  return frequency.weights(job.options.rebalance).to(device);
}

}  // namespace

Json net_config_of(const TrainJob& job, const Datasets& data) {
  Json config = job.net_config;
  const bool classifies = job.convention.predicts_class();
  const char* ends = classifies ? "classes" : "outputs";
  if (config.contains(ends)) {
    throw InputError(fmt::format("'{}' of the network's config follows from {} and cannot be set",
                                 ends, classifies ? "the data" : "what is predicted"));
  }
  config[ends] =
      classifies ? static_cast<int>(data.at(0)->classes().size()) : job.convention.outputs();
  return config;
}

graph::Graph graph_of(const TrainJob& job, const Datasets& data) {
  return nets::build(job.net, net_config_of(job, data));
}

Assembly assemble(const TrainJob& job,
                  const Datasets& data,
                  const Execution& execution,
                  const Ranks& ranks) {
  const graph::Graph graph = graph_of(job, data);
  auto learner =
      std::make_unique<Learner>(graph, first_weights(job, net_config_of(job, data), graph),
                                execution, job.options, job.options.average, ranks);
  std::string hash = model::graph_hash(graph);
  if (job.convention.predicts_class()) {
    return {std::make_unique<Classification>(std::move(learner)), hash};
  }
  Objective objective(job.options.loss, color_weights(job, data, execution.device));
  if (!nets::find(job.net).adversarial) {
    return {
        std::make_unique<Reconstruction>(std::move(learner), std::move(objective), job.convention),
        hash};
  }
  const graph::Graph judge = nets::patch_gan({.patch = job.options.patch,
                                              .width = job.options.discriminator_width,
                                              .colors = job.convention.outputs()});
  // A seed of its own: equal first filters would have nothing wrong with them, but tell nothing.
  const Weights weights = initial_weights(judge, static_cast<std::uint64_t>(job.options.seed) + 1);
  auto discriminator =
      std::make_unique<Learner>(judge, weights, execution, job.options, /*average=*/0, ranks);
  return {std::make_unique<Adversarial>(std::move(learner), std::move(discriminator),
                                        std::move(objective), job.convention, job.options),
          hash + "+" + model::graph_hash(judge)};
}

}  // namespace autochrome::train
