#include "train/convolution.h"

#include "kernels/batch_convolution.h"
#include "kernels/instructions.h"
#include "kernels/weight_gradient.h"

namespace autochrome::train {

namespace {

using kernels::BatchConvolution;
using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr auto kChannelsLast = torch::MemoryFormat::ChannelsLast;

BatchConvolution convolution_of(const Tensor& x,
                                const Tensor& weight,
                                std::int64_t pad_begin,
                                std::int64_t pad_end) {
  return {.pictures = x.size(0),
          .height = x.size(2),
          .width = x.size(3),
          .in = x.size(1),
          .out = weight.size(0),
          .taps = static_cast<int>(weight.size(2)),
          .pad_begin = static_cast<int>(pad_begin),
          .pad_end = static_cast<int>(pad_end)};
}

Tensor empty_result(const BatchConvolution& convolution, const Tensor& like) {
  return torch::empty(
      {convolution.pictures, convolution.out, convolution.height_out(), convolution.width_out()},
      like.options(), kChannelsLast);
}

const float* values_of(const Tensor& tensor) { return tensor.data_ptr<float>(); }

Tensor memory_of(std::size_t floats, const Tensor& like) {
  return torch::empty({static_cast<std::int64_t>(floats)}, like.options());
}

Tensor input_gradient(const BatchConvolution& convolution,
                      const Tensor& of_y,
                      const Tensor& weight) {
  const auto instructions = kernels::processor_instructions();
  const BatchConvolution back = kernels::adjoint(convolution);
  const Tensor filters = weight.contiguous(kChannelsLast);
  const Tensor of_x = empty_result(back, of_y);
  const Tensor memory = memory_of(kernels::memory_floats(back, instructions), of_y);
  kernels::convolve_adjoint(back,
                            {.x = values_of(of_y),
                             .weights = values_of(filters),
                             .y = of_x.data_ptr<float>(),
                             .memory = memory.data_ptr<float>()},
                            instructions);
  return of_x;
}

/// In the memory order of `weight`, as an optimizer wants it.
Tensor weight_gradient(const BatchConvolution& convolution,
                       const Tensor& x,
                       const Tensor& of_y,
                       const Tensor& weight) {
  const auto instructions = kernels::processor_instructions();
  const Tensor of_weight = torch::empty(weight.sizes(), weight.options(), kChannelsLast);
  const Tensor memory =
      memory_of(kernels::weight_gradient_floats(convolution, instructions), weight);
  kernels::weight_gradient(convolution,
                           {.x = values_of(x),
                            .of_y = values_of(of_y),
                            .of_weights = of_weight.data_ptr<float>(),
                            .memory = memory.data_ptr<float>()},
                           instructions);
  return of_weight;
}

class Convolution : public torch::autograd::Function<Convolution> {
 public:
  static Tensor forward(AutogradContext* context,
                        const Tensor& input,
                        const Tensor& weight,
                        std::int64_t pad_begin,
                        std::int64_t pad_end) {
    const Tensor x = input.contiguous(kChannelsLast);
    const Tensor filters = weight.contiguous(kChannelsLast);
    const auto instructions = kernels::processor_instructions();
    const BatchConvolution convolution = convolution_of(x, weight, pad_begin, pad_end);
    const Tensor y = empty_result(convolution, x);
    const Tensor memory = memory_of(kernels::memory_floats(convolution, instructions), x);
    kernels::convolve(convolution,
                      {.x = values_of(x),
                       .weights = values_of(filters),
                       .y = y.data_ptr<float>(),
                       .memory = memory.data_ptr<float>()},
                      instructions);
    context->save_for_backward({x, weight});
    context->saved_data["pad_begin"] = pad_begin;
    context->saved_data["pad_end"] = pad_end;
    return y;
  }

  static variable_list backward(AutogradContext* context, const variable_list& gradients) {
    const auto saved = context->get_saved_variables();
    const Tensor& x = saved[0];
    const Tensor& weight = saved[1];
    const BatchConvolution convolution =
        convolution_of(x, weight, context->saved_data["pad_begin"].toInt(),
                       context->saved_data["pad_end"].toInt());
    const Tensor of_y = gradients[0].contiguous(kChannelsLast);
    Tensor of_x;
    Tensor of_weight;
    if (context->needs_input_grad(0)) of_x = input_gradient(convolution, of_y, weight);
    if (context->needs_input_grad(1)) of_weight = weight_gradient(convolution, x, of_y, weight);
    return {of_x, of_weight, Tensor(), Tensor()};
  }
};

}  // namespace

bool is_fast(const Tensor& x, const Tensor& weight, const graph::Conv2d& conv) {
  if (!x.device().is_cpu() || x.scalar_type() != torch::kFloat32) return false;
  if (conv.stride != 1 || conv.dilation != 1 || conv.groups != 1) return false;
  const BatchConvolution convolution = convolution_of(x, weight, conv.pad_begin, conv.pad_end);
  const auto instructions = kernels::processor_instructions();
  return kernels::is_fast(convolution, instructions) &&
         kernels::is_fast(kernels::adjoint(convolution), instructions);
}

Tensor convolve(const Tensor& x,
                const Tensor& weight,
                const Tensor& bias,
                const graph::Conv2d& conv) {
  const Tensor y = Convolution::apply(x, weight, conv.pad_begin, conv.pad_end);
  return bias.defined() ? y + bias.reshape({1, -1, 1, 1}) : y;
}

}  // namespace autochrome::train
