#include "train/graph_module.h"

#include <utility>

#include "graph/visit.h"

namespace autochrome::train {

namespace {

namespace F = torch::nn::functional;
using graph::Cases;
using torch::Tensor;

// Running statistics move by this share of each batch's: Keras' momentum 0.99 takes longer to
// settle than the study's 30 epochs of small data allow, so libtorch's default is kept.
constexpr double kStatisticsShare = 0.1;

Tensor tensor_of(const Parameter& parameter, torch::Device device) {
  const auto copied = torch::tensor(parameter.values, torch::kFloat32).reshape(parameter.dims);
  return copied.to(device);
}

Tensor activated(const graph::Activate& activate, const Tensor& x) {
  switch (activate.kind) {
    case graph::Activation::Relu:
      return torch::relu(x);
    case graph::Activation::LeakyRelu:
      return torch::leaky_relu(x, activate.slope);
    case graph::Activation::Sigmoid:
      return torch::sigmoid(x);
    case graph::Activation::Tanh:
      return torch::tanh(x);
  }
  throw std::logic_error("an activation that the trainer does not know");
}

Tensor resized(const graph::Resize& resize, const Tensor& x) {
  const std::vector<std::int64_t> size = {x.size(2) * resize.factor, x.size(3) * resize.factor};
  if (resize.mode == graph::Interpolation::Nearest) return torch::upsample_nearest2d(x, size);
  return torch::upsample_bilinear2d(x, size, /*align_corners=*/false);
}

}  // namespace

GraphModule::GraphModule(graph::Graph graph, const Weights& weights, torch::Device device)
    : graph_(std::move(graph)) {
  for (const graph::Node& node : graph_.nodes()) {
    for (const graph::ParamSpec& spec : params_of(node.op)) {
      const std::string name = parameter_name(node, spec);
      Tensor value = tensor_of(weights.at(name), device);
      value.set_requires_grad(spec.trainable);
      state_.emplace(name, std::move(value));
    }
  }
}

Tensor GraphModule::value_of(const graph::Node& node,
                             const std::vector<Tensor>& inputs,
                             bool training) {
  const auto own = [&](const char* suffix) -> Tensor& { return state_.at(node.name + suffix); };
  const Tensor& x = inputs[0];
  return std::visit(
      Cases{
          [&](const graph::Input&) { return x; },
          [&](const graph::Conv2d& conv) {
            const Tensor bias = conv.bias ? own(".bias") : Tensor();
            const bool even = conv.pad_begin == conv.pad_end;
            const Tensor padded = even ? x
                                       : torch::constant_pad_nd(x, {conv.pad_begin, conv.pad_end,
                                                                    conv.pad_begin, conv.pad_end});
            return torch::conv2d(padded, own(".weight"), bias, conv.stride,
                                 even ? conv.pad_begin : 0, conv.dilation, conv.groups);
          },
          [&](const graph::ConvTranspose2d& conv) {
            const Tensor bias = conv.bias ? own(".bias") : Tensor();
            return torch::conv_transpose2d(x, own(".weight"), bias, conv.stride, conv.pad);
          },
          [&](const graph::BatchNorm2d& norm) {
            return torch::batch_norm(x, own(".weight"), own(".bias"), own(".running_mean"),
                                     own(".running_var"), training, kStatisticsShare, norm.epsilon,
                                     /*cudnn_enabled=*/true);
          },
          [&](const graph::Activate& activate) { return activated(activate, x); },
          [&](const graph::MaxPool2d& pool) {
            return torch::max_pool2d(x, {pool.size, pool.size});
          },
          [&](const graph::Resize& resize) { return resized(resize, x); },
          [&](const graph::Dropout& dropout) { return torch::dropout(x, dropout.rate, training); },
          [&](const graph::Concat&) { return torch::cat(inputs, 1); },
          [&](const graph::Add&) {
            Tensor sum = inputs[0] + inputs[1];
            for (std::size_t i = 2; i < inputs.size(); ++i) sum = sum + inputs[i];
            return sum;
          }},
      node.op);
}

Tensor GraphModule::forward(const Tensor& input, bool training) {
  std::vector<Tensor> values;
  values.reserve(graph_.nodes().size());
  for (const graph::Node& node : graph_.nodes()) {
    std::vector<Tensor> inputs;
    for (const graph::ValueId id : node.inputs) inputs.push_back(values[id]);
    if (std::holds_alternative<graph::Input>(node.op)) inputs.push_back(input);
    values.push_back(value_of(node, inputs, training));
  }
  return values[graph_.outputs()[0].value];
}

std::vector<Tensor> GraphModule::parameters() const {
  std::vector<Tensor> all;
  for (const graph::Node& node : graph_.nodes()) {
    for (const graph::ParamSpec& spec : params_of(node.op)) {
      if (spec.trainable) all.push_back(state_.at(parameter_name(node, spec)));
    }
  }
  return all;
}

Weights weights_of(const std::map<std::string, Tensor>& state) {
  Weights weights;
  for (const auto& [name, value] : state) {
    const Tensor flat = value.detach().to(torch::kCPU, torch::kFloat32).contiguous();
    const float* first = flat.data_ptr<float>();
    weights.set(name, {flat.sizes().vec(), std::vector<float>(first, first + flat.numel())});
  }
  return weights;
}

}  // namespace autochrome::train
