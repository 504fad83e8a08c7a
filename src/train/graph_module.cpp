#include "train/graph_module.h"

#include <utility>

#include "graph/readers.h"
#include "graph/visit.h"
#include "train/conv_transpose.h"
#include "train/convolution.h"
#include "train/norm_activate.h"
#include "train/residual_stack.h"
#include "train/sync_batch_norm.h"

namespace autochrome::train {

namespace {

namespace F = torch::nn::functional;
using graph::Cases;
using torch::Tensor;

// Running statistics move by this share of each batch's: Keras' momentum 0.99 takes longer to
// settle than the study's 30 epochs of small data allow, so libtorch's default is kept.
constexpr double kStatisticsShare = 0.1;

/// A copy with the strides of that order even where a side of 1 makes both orders the same:
/// libtorch goes by strides, and those of 1×1 filters would send it back to planes.
Tensor in_channels_last(const Tensor& x, torch::ScalarType type) {
  return x.to(type, /*non_blocking=*/false, /*copy=*/true, torch::MemoryFormat::ChannelsLast);
}

Tensor tensor_of(const Parameter& parameter, torch::Device device) {
  const auto copied = torch::tensor(parameter.values, torch::kFloat32).reshape(parameter.dims);
  return copied.to(device);
}

/// In place where nobody else needs `x`: that saves a pass over memory, and memory.
Tensor activated(const graph::Activate& activate, Tensor& x, bool in_place) {
  switch (activate.kind) {
    case graph::Activation::Relu:
      return in_place ? x.relu_() : x.relu();
    case graph::Activation::LeakyRelu:
      return in_place ? torch::leaky_relu_(x, activate.slope)
                      : torch::leaky_relu(x, activate.slope);
    case graph::Activation::Sigmoid:
      return in_place ? x.sigmoid_() : x.sigmoid();
    case graph::Activation::Tanh:
      return in_place ? x.tanh_() : x.tanh();
  }
  throw std::logic_error("an activation that the trainer does not know");
}

Tensor resized(const graph::Resize& resize, const Tensor& x) {
  const std::vector<std::int64_t> size = {x.size(2) * resize.factor, x.size(3) * resize.factor};
  if (resize.mode == graph::Interpolation::Nearest) return torch::upsample_nearest2d(x, size);
  return torch::upsample_bilinear2d(x, size, /*align_corners=*/false);
}

/// Whether the op keeps nothing of its output for its gradient, so that a reader may overwrite it.
bool forgets_output(const graph::Op& op) {
  return std::holds_alternative<graph::Conv2d>(op) ||
         std::holds_alternative<graph::ConvTranspose2d>(op) ||
         std::holds_alternative<graph::BatchNorm2d>(op) || std::holds_alternative<graph::Add>(op);
}

std::vector<std::vector<graph::ValueId>> last_reads(const graph::Graph& graph) {
  const auto nodes = graph.nodes();
  std::vector<std::vector<graph::ValueId>> done(nodes.size());
  std::vector<bool> read_later(nodes.size(), false);
  for (const graph::Output& output : graph.outputs()) read_later[output.value] = true;
  for (std::size_t i = nodes.size(); i-- > 0;) {
    for (const graph::ValueId id : nodes[i].inputs) {
      if (!read_later[id]) done[i].push_back(id);
      read_later[id] = true;
    }
  }
  return done;
}

std::vector<std::optional<float>> fused_slopes(const graph::Graph& graph,
                                               const std::vector<int>& readers) {
  std::vector<std::optional<float>> slopes(graph.nodes().size());
  for (const graph::Node& node : graph.nodes()) {
    if (!slope_of(node.op)) continue;
    const graph::ValueId read = node.inputs[0];
    const bool norm = std::holds_alternative<graph::BatchNorm2d>(graph.nodes()[read].op);
    if (norm && readers[read] == 1) slopes[read] = slope_of(node.op);
  }
  return slopes;
}

}  // namespace

GraphModule::GraphModule(graph::Graph graph, const Weights& weights, const Execution& execution)
    : graph_(std::move(graph)), execution_(execution), done_(last_reads(graph_)) {
  const std::vector<int> readers = count_readers(graph_);
  const bool fuses = execution_.device.is_cpu() && execution_.precision == torch::kFloat32 &&
                     execution_.ranks == nullptr;
  fused_slope_.resize(readers.size());
  if (fuses) fused_slope_ = fused_slopes(graph_, readers);
  if (execution_.residual_stack && execution_.precision == torch::kBFloat16 &&
      execution_.ranks == nullptr && execution_.channels_last) {
    chains_ = residual_chains(graph_, kResidualChannels);
  }
  chain_of_.resize(readers.size());
  for (std::size_t i = 0; i < chains_.size(); ++i) {
    const ResidualChain& chain = chains_[i];
    for (const graph::ValueId id : chain.values()) chain_of_[id] = i;
    // A chain is computed when its output is due, later than the layer that reads its input.
    for (graph::ValueId id = 0; id < chain.output; ++id) {
      if (std::erase(done_[id], chain.input) != 0) done_[chain.output].push_back(chain.input);
    }
  }
  for (std::size_t i = 0; i < readers.size(); ++i) {
    overwritable_.push_back(readers[i] == 1 && forgets_output(graph_.nodes()[i].op));
  }
  for (const graph::Node& node : graph_.nodes()) {
    for (const graph::ParamSpec& spec : params_of(node.op)) {
      const std::string name = parameter_name(node, spec);
      Tensor value = tensor_of(weights.at(name), execution_.device);
      if (execution_.channels_last && value.dim() == 4) {
        value = in_channels_last(value, torch::kFloat32);
      }
      value.set_requires_grad(spec.trainable);
      state_.emplace(name, std::move(value));
    }
  }
}

bool GraphModule::is_result(graph::ValueId id) const { return id == graph_.outputs()[0].value; }

/// A convolution's weights in the precision in which it is computed.
Tensor GraphModule::filter(const graph::Node& node) const {
  return state_.at(node.name + ".weight").to(execution_.precision);
}

Tensor GraphModule::normalized(graph::ValueId id,
                               const graph::BatchNorm2d& norm,
                               const Tensor& x,
                               bool training) {
  const auto own = [&](const char* suffix) -> Tensor& {
    return state_.at(graph_.nodes()[id].name + suffix);
  };
  Tensor& mean = own(".running_mean");
  Tensor& variance = own(".running_var");
  const Tensor& weight = own(".weight");
  const Tensor& bias = own(".bias");
  if (training && execution_.ranks != nullptr) {
    return sync_batch_norm(x, weight, bias, mean, variance, kStatisticsShare, norm.epsilon,
                           *execution_.ranks);
  }
  if (training && fused_slope_[id]) {
    return norm_activate(x, weight, bias, mean, variance, kStatisticsShare, norm.epsilon,
                         *fused_slope_[id]);
  }
  return torch::batch_norm(x, weight, bias, mean, variance, training, kStatisticsShare,
                           norm.epsilon, /*cudnn_enabled=*/true);
}

Tensor GraphModule::stacked(const ResidualChain& chain, const Tensor& x) const {
  const auto own = [&](graph::ValueId id, const char* suffix) {
    return state_.at(graph_.nodes()[id].name + suffix);
  };
  const auto norm = [&](graph::ValueId id) -> NormTensors {
    return {own(id, ".weight"), own(id, ".bias"), own(id, ".running_mean"),
            own(id, ".running_var")};
  };
  std::vector<ResidualTensors> layers;
  for (const ResidualLayerNodes& layer : chain.layers) {
    layers.push_back({norm(layer.norm), own(layer.conv1, ".weight"), own(layer.conv1, ".bias"),
                      own(layer.conv2, ".weight"), own(layer.conv2, ".bias")});
  }
  return residual_stack(x, layers, norm(chain.last_norm), kStatisticsShare, chain.epsilon,
                        chain.slope);
}

Tensor GraphModule::value_of(graph::ValueId id, std::vector<Tensor>& inputs, bool training) {
  const graph::Node& node = graph_.nodes()[id];
  const auto bias_if = [&](bool bias) {
    return bias ? state_.at(node.name + ".bias").to(execution_.precision) : Tensor();
  };
  const auto in_place = [&](std::size_t input) {
    return training && overwritable_[node.inputs[input]];
  };
  Tensor& x = inputs[0];
  return std::visit(
      Cases{
          [&](const graph::Input&) {
            return execution_.channels_last ? in_channels_last(x, execution_.precision)
                                            : x.to(execution_.precision).contiguous();
          },
          [&](const graph::Conv2d& conv) {
            const Tensor weight = filter(node);
            const Tensor bias = bias_if(conv.bias);
            if (is_fast(x, weight, conv)) return convolve(x, weight, bias, conv);
            const bool even = conv.pad_begin == conv.pad_end;
            const Tensor padded = even ? x
                                       : torch::constant_pad_nd(x, {conv.pad_begin, conv.pad_end,
                                                                    conv.pad_begin, conv.pad_end});
            return torch::conv2d(padded, weight, bias, conv.stride, even ? conv.pad_begin : 0,
                                 conv.dilation, conv.groups);
          },
          [&](const graph::ConvTranspose2d& conv) {
            const Tensor y = conv_transpose(x, filter(node), conv.stride, conv.pad);
            return conv.bias ? y + bias_if(true).reshape({1, -1, 1, 1}) : y;
          },
          [&](const graph::BatchNorm2d& norm) { return normalized(id, norm, x, training); },
          [&](const graph::Activate& activate) {
            if (training && fused_slope_[node.inputs[0]]) return x;
            if (is_result(id) && execution_.precision != torch::kFloat32) {
              Tensor wide = x.to(torch::kFloat32);  // bfloat16 knows 128 numbers from 0.5 to 1
              return activated(activate, wide, /*in_place=*/true);
            }
            return activated(activate, x, in_place(0));
          },
          [&](const graph::MaxPool2d& pool) {
            return torch::max_pool2d(x, {pool.size, pool.size});
          },
          [&](const graph::GlobalAveragePool&) {
            return x.mean({2, 3}, /*keepdim=*/true);
          },
          [&](const graph::Resize& resize) { return resized(resize, x); },
          [&](const graph::Dropout& dropout) { return torch::dropout(x, dropout.rate, training); },
          [&](const graph::Concat&) { return torch::cat(inputs, 1); },
          [&](const graph::Add&) {
            Tensor sum = in_place(1) ? inputs[1].add_(inputs[0]) : inputs[0] + inputs[1];
            for (std::size_t i = 2; i < inputs.size(); ++i) sum = sum + inputs[i];
            return sum;
          }},
      node.op);
}

Tensor GraphModule::forward(std::span<const Tensor> inputs, bool training) {
  std::vector<Tensor> values(graph_.nodes().size());
  const auto forget_read_by = [&](graph::ValueId id) {
    for (const graph::ValueId input : done_[id]) values[input] = Tensor();
  };
  std::size_t next_input = 0;
  for (graph::ValueId id = 0; id < values.size(); ++id) {
    const graph::Node& node = graph_.nodes()[id];
    if (training && chain_of_[id]) {
      const ResidualChain& chain = chains_[*chain_of_[id]];
      if (id != chain.output) continue;
      values[id] = stacked(chain, values[chain.input]);
      for (const graph::ValueId part : chain.values()) forget_read_by(part);
      continue;
    }
    std::vector<Tensor> read;
    for (const graph::ValueId input : node.inputs) read.push_back(values[input]);
    if (std::holds_alternative<graph::Input>(node.op)) read.push_back(inputs[next_input++]);
    values[id] = value_of(id, read, training);
    forget_read_by(id);
  }
  return values[graph_.outputs()[0].value].to(torch::kFloat32);
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
