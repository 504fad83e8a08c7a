#include "train/conv_transpose.h"

#include <array>

namespace autochrome::train {

namespace {

using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// The geometry of the convolution whose adjoint is wanted.
struct Geometry {
  std::array<std::int64_t, 2> stride;
  std::array<std::int64_t, 2> pad;
};

enum class Wanted { Input, Weight };

/// One gradient of y = conv2d(input, weight), from that of y.
Tensor gradient(
    Wanted wanted, const Tensor& of_y, const Tensor& input, const Tensor& weight, Geometry at) {
  constexpr std::array<std::int64_t, 2> kNone = {0, 0};
  constexpr std::array<std::int64_t, 2> kOne = {1, 1};
  const std::array<bool, 3> mask = {wanted == Wanted::Input, wanted == Wanted::Weight, false};
  const auto all =
      at::convolution_backward(of_y, input, weight, /*bias_sizes=*/{}, at.stride, at.pad, kOne,
                               /*transposed=*/false, kNone, /*groups=*/1, mask);
  return wanted == Wanted::Input ? std::get<0>(all) : std::get<1>(all);
}

class ConvTranspose : public torch::autograd::Function<ConvTranspose> {
 public:
  static Tensor forward(AutogradContext* context,
                        const Tensor& x,
                        const Tensor& weight,
                        std::int64_t stride,
                        std::int64_t pad) {
    context->save_for_backward({x, weight});
    context->saved_data["stride"] = stride;
    context->saved_data["pad"] = pad;
    // Only the shape of what was convolved matters to the gradient that is taken.
    const Tensor shape = x.new_empty({1}).expand(
        {x.size(0), weight.size(1), stride * x.size(2), stride * x.size(3)});
    return gradient(Wanted::Input, x, shape, weight, {{stride, stride}, {pad, pad}});
  }

  static variable_list backward(AutogradContext* context, const variable_list& of_y) {
    const auto saved = context->get_saved_variables();
    const std::int64_t stride = context->saved_data["stride"].toInt();
    const std::int64_t pad = context->saved_data["pad"].toInt();
    const Tensor& x = saved[0];
    const Tensor& weight = saved[1];
    return {
        context->needs_input_grad(0) ? torch::conv2d(of_y[0], weight, {}, stride, pad) : Tensor(),
        gradient(Wanted::Weight, x, of_y[0], weight, {{stride, stride}, {pad, pad}}), Tensor(),
        Tensor()};
  }
};

}  // namespace

Tensor conv_transpose(const Tensor& x,
                      const Tensor& weight,
                      std::int64_t stride,
                      std::int64_t pad) {
  if (!x.is_cpu()) return torch::conv_transpose2d(x, weight, {}, stride, pad);
  return ConvTranspose::apply(x, weight, stride, pad);
}

}  // namespace autochrome::train
