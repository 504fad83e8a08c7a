#include "graph/op.h"

#include <fmt/format.h>

#include "base/error.h"
#include "graph/visit.h"

namespace autochrome::graph {
namespace {

std::string_view name_of(Activation kind) {
  switch (kind) {
    case Activation::Relu:
      return "relu";
    case Activation::LeakyRelu:
      return "leaky_relu";
    case Activation::Sigmoid:
      return "sigmoid";
    case Activation::Tanh:
      return "tanh";
  }
  return "";
}

std::string_view name_of(Interpolation mode) {
  return mode == Interpolation::Nearest ? "nearest" : "bilinear";
}

void require_channels(std::string_view what, std::int64_t wanted, const Shape& got) {
  if (got.c == wanted) return;
  throw ShapeError(fmt::format("{} wants {} channels and got {}", what, wanted, to_text(got)));
}

Shape conv_shape(const Conv2d& conv, const Shape& x) {
  require_channels("a convolution", conv.in, x);
  const std::int64_t reach = std::int64_t{conv.dilation} * (conv.kernel - 1) + 1;
  const auto side = [&](std::int64_t length) {
    const std::int64_t padded = length + conv.pad_begin + conv.pad_end;
    if (padded < reach) {
      throw ShapeError(fmt::format("a convolution of reach {} does not fit into {} padded to {}",
                                   reach, to_text(x), padded));
    }
    return (padded - reach) / conv.stride + 1;
  };
  return {x.n, conv.out, side(x.h), side(x.w)};
}

Shape transposed_shape(const ConvTranspose2d& conv, const Shape& x) {
  require_channels("a transposed convolution", conv.in, x);
  return {x.n, conv.out, x.h * conv.stride, x.w * conv.stride};
}

Shape pool_shape(const MaxPool2d& pool, const Shape& x) {
  if (x.h % pool.size != 0 || x.w % pool.size != 0) {
    throw ShapeError(fmt::format("max pooling by {} wants sides that are its multiples and got {}",
                                 pool.size, to_text(x)));
  }
  return {x.n, x.c, x.h / pool.size, x.w / pool.size};
}

Shape concat_shape(std::span<const Shape> inputs) {
  Shape joined = inputs[0];
  for (const Shape& x : inputs.subspan(1)) {
    if (x.n != joined.n || x.h != joined.h || x.w != joined.w) {
      throw ShapeError(fmt::format("cannot concatenate {} and {}", to_text(inputs[0]), to_text(x)));
    }
    joined.c += x.c;
  }
  return joined;
}

Shape add_shape(std::span<const Shape> inputs) {
  for (const Shape& x : inputs) {
    if (x != inputs[0]) {
      throw ShapeError(fmt::format("cannot add {} and {}", to_text(inputs[0]), to_text(x)));
    }
  }
  return inputs[0];
}

using Specs = std::vector<ParamSpec>;

Specs filters(std::vector<std::int64_t> dims, std::int64_t fan_in, std::int64_t out, bool bias) {
  Specs specs = {
      {.suffix = "weight", .dims = std::move(dims), .init = Init::KaimingNormal, .fan_in = fan_in}};
  if (bias) specs.push_back({.suffix = "bias", .dims = {out}});
  return specs;
}

}  // namespace

std::vector<ParamSpec> params_of(const Op& op) {
  return std::visit(
      Cases{[](const Conv2d& conv) {
              const std::int64_t in = conv.in / conv.groups;
              return filters({conv.out, in, conv.kernel, conv.kernel},
                             in * conv.kernel * conv.kernel, conv.out, conv.bias);
            },
            [](const ConvTranspose2d& conv) {
              const std::int64_t taps = conv.kernel * conv.kernel / (conv.stride * conv.stride);
              return filters({conv.in, conv.out, conv.kernel, conv.kernel}, conv.in * taps,
                             conv.out, conv.bias);
            },
            [](const BatchNorm2d& norm) {
              const std::vector<std::int64_t> dims = {norm.channels};
              return Specs{
                  {.suffix = "weight", .dims = dims, .init = Init::Ones},
                  {.suffix = "bias", .dims = dims},
                  {.suffix = "running_mean", .dims = dims, .trainable = false},
                  {.suffix = "running_var", .dims = dims, .init = Init::Ones, .trainable = false}};
            },
            [](const Input&) { return Specs{}; }, [](const Activate&) { return Specs{}; },
            [](const MaxPool2d&) { return Specs{}; },
            [](const GlobalAveragePool&) { return Specs{}; }, [](const Resize&) { return Specs{}; },
            [](const Dropout&) { return Specs{}; }, [](const Concat&) { return Specs{}; },
            [](const Add&) { return Specs{}; }},
      op);
}

Shape output_shape(const Op& op, std::span<const Shape> inputs) {
  return std::visit(
      Cases{[&](const Input& input) {
              require_channels(input.name, input.channels, inputs[0]);
              return inputs[0];
            },
            [&](const Conv2d& conv) { return conv_shape(conv, inputs[0]); },
            [&](const ConvTranspose2d& conv) { return transposed_shape(conv, inputs[0]); },
            [&](const BatchNorm2d& norm) {
              require_channels("batch normalization", norm.channels, inputs[0]);
              return inputs[0];
            },
            [&](const Activate&) { return inputs[0]; },
            [&](const MaxPool2d& pool) { return pool_shape(pool, inputs[0]); },
            [&](const GlobalAveragePool&) {
              return Shape{inputs[0].n, inputs[0].c, 1, 1};
            },
            [&](const Resize& resize) {
              const Shape& x = inputs[0];
              return Shape{x.n, x.c, x.h * resize.factor, x.w * resize.factor};
            },
            [&](const Dropout&) { return inputs[0]; },
            [&](const Concat&) { return concat_shape(inputs); },
            [&](const Add&) { return add_shape(inputs); }},
      op);
}

std::int64_t multiply_adds(const Op& op, const Shape& output) {
  if (const auto* conv = std::get_if<Conv2d>(&op)) {
    return output.count() * (conv->in / conv->groups) * conv->kernel * conv->kernel;
  }
  if (const auto* conv = std::get_if<ConvTranspose2d>(&op)) {
    return output.count() / (conv->stride * conv->stride) * conv->in * conv->kernel * conv->kernel;
  }
  return 0;
}

std::string to_text(const Op& op) {
  return std::visit(
      Cases{[](const Input& input) { return fmt::format("input {}", input.channels); },
            [](const Conv2d& c) {
              return fmt::format("conv {}->{} k{} s{} d{} g{} p{},{}{}", c.in, c.out, c.kernel,
                                 c.stride, c.dilation, c.groups, c.pad_begin, c.pad_end,
                                 c.bias ? " bias" : "");
            },
            [](const ConvTranspose2d& c) {
              return fmt::format("conv_transpose {}->{} k{} s{} p{}{}", c.in, c.out, c.kernel,
                                 c.stride, c.pad, c.bias ? " bias" : "");
            },
            [](const BatchNorm2d& norm) {
              return fmt::format("batch_norm {} eps {}", norm.channels, norm.epsilon);
            },
            [](const Activate& activate) {
              return fmt::format("{} {}", name_of(activate.kind), activate.slope);
            },
            [](const MaxPool2d& pool) { return fmt::format("max_pool {}", pool.size); },
            [](const GlobalAveragePool&) { return std::string("global_average_pool"); },
            [](const Resize& resize) {
              return fmt::format("resize {} {}", resize.factor, name_of(resize.mode));
            },
            [](const Dropout& dropout) { return fmt::format("dropout {}", dropout.rate); },
            [](const Concat&) { return std::string("concat"); },
            [](const Add&) { return std::string("add"); }},
      op);
}

}  // namespace autochrome::graph
