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

/// Of one rank's batches, added up on the device: it is waited for once.
class Sums {
 public:
  explicit Sums(torch::Device device)
      : options_(torch::TensorOptions(torch::kDouble).device(device)) {}

  /// `share` is 0 for what must have its place but not count.
  void add(const Measures& measures, double share) {
    for (const auto& [name, measure] : measures) {
      Tensor& sum = sums_[name];
      const Tensor more =
          torch::stack({measure.sum.to(torch::kDouble), torch::full({}, measure.count, options_)}) *
          share;
      sum = sum.defined() ? sum + more : more;
    }
  }

  /// Over all ranks, each of which has added something.
  [[nodiscard]] std::map<std::string, double> means(const Ranks& ranks) {
    std::map<std::string, double> means;
    for (auto& [name, sum] : sums_) {
      ranks.sum(sum);
      const Tensor got = sum.to(torch::kCPU);
      means[name] = got[0].item<double>() / got[1].item<double>();
    }
    return means;
  }

 private:
  torch::TensorOptions options_;
  std::map<std::string, Tensor> sums_;
};

}  // namespace

std::map<std::string, double> validate(
    Method& method, const Datasets& data, int pictures, torch::Device device, const Ranks& ranks) {
  torch::NoGradGuard no_gradient;
  GraphModule& network = method.kept().judged();
  share_statistics(network, ranks);
  Sums sums(device);
  const auto batches = ordered_batches(data, dataset::Split::Validation, pictures);
  const auto stride = static_cast<std::size_t>(ranks.count());
  const auto judge = [&](const Batch& batch, double share) {
    const Example example = method.example_of(pixels_of(batch, device), labels_of(batch, device));
    sums.add(method.measures(network.forward(example.input, false), example), share);
  };
  const auto first = static_cast<std::size_t>(ranks.rank());
  // All ranks must add up the same figures, those too for which there is no batch.
  if (first >= batches.size()) judge(batches[0], 0);
  for (std::size_t i = first; i < batches.size(); i += stride) judge(batches[i], 1);
  return sums.means(ranks);
}

}  // namespace autochrome::train
