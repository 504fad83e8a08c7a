#include <algorithm>
#include <array>

#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>

#include "cuda/residual_layers.h"
#include "train/residual_stack.h"

namespace autochrome::train {

namespace {

using cuda::ResidualLayers;
using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr auto kChannelsLast = torch::MemoryFormat::ChannelsLast;
constexpr std::size_t kTrainable = 6;   ///< a layer's values that have gradients
constexpr std::size_t kKept = 5;        ///< tensors of a layer that its way back needs
constexpr std::size_t kKeptAtLast = 2;  ///< likewise behind the last

/// Of all layers, one behind the other: a function of libtorch's takes no lists that have
/// gradients.
using Trainable = std::array<Tensor, kTrainable>;

static_assert(kResidualChannels == cuda::kChannels);

/// Throws where it is not bfloat16.
void* pixels(const Tensor& tensor) { return tensor.data_ptr<at::BFloat16>(); }

float* values(const Tensor& tensor) { return tensor.data_ptr<float>(); }

/// Those of a layer.
float* values(const Tensor& of_layers, std::size_t layer) {
  return values(of_layers) + static_cast<std::int64_t>(layer) * of_layers.stride(0);
}

cuda::ResidualLayer layer_of(const Trainable& all, std::size_t i) {
  cuda::ResidualLayer layer;
  layer.norm.weight = values(all[0], i);
  layer.norm.bias = values(all[1], i);
  layer.filters1 = values(all[2], i);
  layer.bias1 = values(all[3], i);
  layer.filters2 = values(all[4], i);
  layer.bias2 = values(all[5], i);
  return layer;
}

cuda::ResidualKept kept_in(const Tensor* kept) {
  return {pixels(kept[0]), pixels(kept[1]), pixels(kept[2]), values(kept[3]), kept[4].data_ptr()};
}

ResidualLayers layers_for(const Tensor& x, double share, double epsilon, double slope) {
  return {c10::cuda::getCurrentCUDAStream(x.device().index()).stream(),
          {.pixels = x.numel() / kResidualChannels,
           .share = share,
           .epsilon = epsilon,
           .slope = static_cast<float>(slope)}};
}

Tensor scratch_for(const ResidualLayers& layers, const Tensor& x) {
  return torch::empty({static_cast<std::int64_t>(layers.scratch_floats())},
                      x.options().dtype(torch::kFloat32));
}

class ResidualStack : public torch::autograd::Function<ResidualStack> {
 public:
  /// `statistics`: mean and variance, layer by layer, and of the last normalization.
  static Tensor forward(AutogradContext* context,
                        const Tensor& input,
                        const Tensor& norm_weight,
                        const Tensor& norm_bias,
                        const Tensor& weight1,
                        const Tensor& bias1,
                        const Tensor& weight2,
                        const Tensor& bias2,
                        const Tensor& last_weight,
                        const Tensor& last_bias,
                        const std::vector<Tensor>& statistics,
                        double share,
                        double epsilon,
                        double slope) {
    const c10::cuda::CUDAGuard guard(input.device());
    Tensor x = input.contiguous(kChannelsLast);
    ResidualLayers layers = layers_for(x, share, epsilon, slope);
    const Tensor scratch = scratch_for(layers, x);
    const Trainable trainable = {norm_weight, norm_bias, weight1, bias1, weight2, bias2};
    variable_list saved(trainable.begin(), trainable.end());
    layers.start_forward(pixels(x), values(scratch));
    for (std::size_t i = 0; i < statistics.size() / 2 - 1; ++i) {
      const std::array<Tensor, kKept> kept = {
          x, torch::empty_like(x), torch::empty_like(x),
          torch::empty({cuda::kLines, kResidualChannels}, scratch.options()),
          torch::empty({cuda::kPackedBytes}, x.options().dtype(torch::kUInt8))};
      cuda::ResidualLayer layer = layer_of(trainable, i);
      layer.norm.running_mean = values(statistics[2 * i]);
      layer.norm.running_var = values(statistics[2 * i + 1]);
      const Tensor y = torch::empty_like(x);
      layers.forward(layer, kept_in(kept.data()), pixels(y), values(scratch));
      saved.insert(saved.end(), kept.begin(), kept.end());
      x = y;
    }
    const std::size_t at = statistics.size() - 2;
    const cuda::NormValues last = {values(last_weight), values(last_bias), values(statistics[at]),
                                   values(statistics[at + 1])};
    const Tensor lines = torch::empty({cuda::kLines, kResidualChannels}, scratch.options());
    const Tensor z = torch::empty_like(x);
    layers.finish_forward(last, pixels(x), values(lines), pixels(z), values(scratch));
    saved.insert(saved.end(), {x, lines});
    context->save_for_backward(saved);
    context->saved_data["slope"] = slope;
    return z;
  }

  static variable_list backward(AutogradContext* context, const variable_list& gradients) {
    const variable_list saved = context->get_saved_variables();
    Trainable trainable;
    std::copy_n(saved.begin(), kTrainable, trainable.begin());
    Trainable of_trainable;
    for (std::size_t i = 0; i < kTrainable; ++i) of_trainable[i] = torch::empty_like(trainable[i]);
    const c10::cuda::CUDAGuard guard(gradients[0].device());
    const Tensor of_z = gradients[0].contiguous(kChannelsLast);
    ResidualLayers layers =
        layers_for(of_z, /*share=*/0, /*epsilon=*/0, context->saved_data["slope"].toDouble());
    const Tensor scratch = scratch_for(layers, of_z);
    const Tensor of_hidden = torch::empty_like(of_z);
    const Tensor& y = saved[saved.size() - kKeptAtLast];
    const Tensor& lines = saved[saved.size() - 1];
    const Tensor of_last_weight = torch::empty({kResidualChannels}, scratch.options());
    const Tensor of_last_bias = torch::empty_like(of_last_weight);
    Tensor of_y = torch::empty_like(of_z);
    layers.start_backward(pixels(of_z), pixels(y), values(lines), pixels(of_y),
                          values(of_last_weight), values(of_last_bias), values(scratch));
    for (std::size_t i = (saved.size() - kTrainable - kKeptAtLast) / kKept; i-- > 0;) {
      const cuda::ResidualGradients to = {values(of_trainable[0], i), values(of_trainable[1], i),
                                          values(of_trainable[2], i), values(of_trainable[3], i),
                                          values(of_trainable[4], i), values(of_trainable[5], i)};
      const Tensor of_x = torch::empty_like(of_y);
      layers.backward(layer_of(trainable, i), kept_in(&saved[kTrainable + i * kKept]), pixels(of_y),
                      pixels(of_hidden), pixels(of_x), to, values(scratch));
      of_y = of_x;
    }
    variable_list result = {of_y};
    result.insert(result.end(), of_trainable.begin(), of_trainable.end());
    result.insert(result.end(), {of_last_weight, of_last_bias});
    result.resize(result.size() + 4);  // statistics and numbers have none
    return result;
  }
};

}  // namespace

bool has_residual_stack(torch::Device device) {
  if (!device.is_cuda()) return false;
  const c10::cuda::CUDAGuard guard(device);
  return ResidualLayers::supported();
}

Tensor residual_stack(const Tensor& x,
                      const std::vector<ResidualTensors>& layers,
                      const NormTensors& last,
                      double share,
                      double epsilon,
                      double slope) {
  const auto of_all = [&](auto&& value) {
    std::vector<Tensor> all;
    for (const ResidualTensors& layer : layers) all.push_back(value(layer));
    return torch::stack(all).contiguous();
  };
  std::vector<Tensor> statistics;
  for (const ResidualTensors& layer : layers) {
    statistics.insert(statistics.end(), {layer.norm.running_mean, layer.norm.running_var});
  }
  statistics.insert(statistics.end(), {last.running_mean, last.running_var});
  using Layer = const ResidualTensors&;
  return ResidualStack::apply(x, of_all([](Layer layer) { return layer.norm.weight; }),
                              of_all([](Layer layer) { return layer.norm.bias; }),
                              of_all([](Layer layer) { return layer.weight1; }),
                              of_all([](Layer layer) { return layer.bias1; }),
                              of_all([](Layer layer) { return layer.weight2; }),
                              of_all([](Layer layer) { return layer.bias2; }), last.weight,
                              last.bias, statistics, share, epsilon, slope);
}

}  // namespace autochrome::train
