#include "train/validation.h"

namespace autochrome::train {

namespace {

using torch::Tensor;

/// Ranks' running statistics differ: the first one's are those that are kept, so they are judged.
void share_statistics(const GraphModule& network, const Ranks& ranks) {
  for (const graph::Node& node : network.graph().nodes()) {
    for (const graph::ParamSpec& spec : graph::params_of(node.op)) {
      if (spec.trainable) continue;
      Tensor statistics = network.state().at(graph::parameter_name(node, spec));
      ranks.broadcast(statistics);
    }
  }
}

}  // namespace

Validation validate(Method& method,
                    const Datasets& data,
                    const model::Convention& convention,
                    int batch,
                    torch::Device device,
                    const Ranks& ranks) {
  torch::NoGradGuard no_gradient;
  GraphModule& network = method.colorizer().judged();
  share_statistics(network, ranks);
  const auto options = torch::TensorOptions(torch::kDouble).device(device);
  Tensor sums = torch::zeros({5}, options);  // loss, squares, gray squares; pictures, values
  const auto batches = ordered_batches(data, dataset::Split::Validation, batch);
  const auto stride = static_cast<std::size_t>(ranks.count());
  for (auto i = static_cast<std::size_t>(ranks.rank()); i < batches.size(); i += stride) {
    const Example example = example_of(pixels_of(batches[i], device), convention);
    const Tensor output = network.forward(example.input, false);
    const auto count = static_cast<double>(batches[i].pictures.size());
    const Tensor error = ab_of_output(output, convention) - example.ab;
    sums += torch::stack({method.reconstruction(output, example).to(torch::kDouble) * count,
                          error.square().sum(torch::kDouble),
                          example.ab.square().sum(torch::kDouble), torch::full({}, count, options),
                          torch::full({}, static_cast<double>(example.ab.numel()), options)});
  }
  ranks.sum(sums);
  const Tensor got = sums.to(torch::kCPU);
  const auto* at = got.data_ptr<double>();
  return {.loss = at[0] / at[3], .ab_mse = at[1] / at[4], .gray_ab_mse = at[2] / at[4]};
}

}  // namespace autochrome::train
