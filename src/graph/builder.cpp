#include "graph/builder.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.h"

namespace autochrome::graph {

Value GraphBuilder::append(std::string name, Op op, std::vector<ValueId> inputs, int channels) {
  const auto taken = [&name](const Node& node) { return node.name == name; };
  if (std::any_of(nodes_.begin(), nodes_.end(), taken)) {
    throw std::logic_error(fmt::format("two nodes are named '{}'", name));
  }
  const auto id = static_cast<ValueId>(nodes_.size());
  nodes_.push_back({std::move(name), std::move(op), std::move(inputs)});
  return {id, channels};
}

Value GraphBuilder::append_unnamed(std::string_view kind,
                                   Op op,
                                   std::vector<ValueId> inputs,
                                   int channels) {
  return append(fmt::format("{}{}", kind, nodes_.size()), std::move(op), std::move(inputs),
                channels);
}

Value GraphBuilder::input(std::string name, int channels) {
  Input op{name, channels};
  return append(std::move(name), std::move(op), {}, channels);
}

Value GraphBuilder::conv(std::string name, Value x, int out, ConvOptions options) {
  if (x.channels % options.groups != 0 || out % options.groups != 0) {
    throw ShapeError(fmt::format("convolution '{}' from {} to {} channels cannot have {} groups",
                                 name, x.channels, out, options.groups));
  }
  const int reach = options.dilation * (options.kernel - 1) + 1;
  const int padding = std::max(reach - options.stride, 0);
  return append(std::move(name),
                Conv2d{.in = x.channels,
                       .out = out,
                       .kernel = options.kernel,
                       .stride = options.stride,
                       .dilation = options.dilation,
                       .groups = options.groups,
                       .pad_begin = padding / 2,
                       .pad_end = padding - padding / 2,
                       .bias = options.bias},
                {x.id}, out);
}

Value GraphBuilder::conv_transpose(std::string name,
                                   Value x,
                                   int out,
                                   ConvTransposeOptions options) {
  const int excess = options.kernel - options.stride;
  if (excess < 0 || excess % 2 != 0) {
    throw ShapeError(
        fmt::format("transposed convolution '{}' of kernel {} cannot enlarge by exactly {}", name,
                    options.kernel, options.stride));
  }
  return append(std::move(name),
                ConvTranspose2d{.in = x.channels,
                                .out = out,
                                .kernel = options.kernel,
                                .stride = options.stride,
                                .pad = excess / 2,
                                .bias = options.bias},
                {x.id}, out);
}

Value GraphBuilder::batch_norm(std::string name, Value x) {
  return append(std::move(name), BatchNorm2d{.channels = x.channels}, {x.id}, x.channels);
}

Value GraphBuilder::relu(Value x) {
  return append_unnamed("relu", Activate{Activation::Relu}, {x.id}, x.channels);
}

Value GraphBuilder::leaky_relu(Value x, float slope) {
  return append_unnamed("leaky_relu", Activate{Activation::LeakyRelu, slope}, {x.id}, x.channels);
}

Value GraphBuilder::sigmoid(Value x) {
  return append_unnamed("sigmoid", Activate{Activation::Sigmoid}, {x.id}, x.channels);
}

Value GraphBuilder::tanh(Value x) {
  return append_unnamed("tanh", Activate{Activation::Tanh}, {x.id}, x.channels);
}

Value GraphBuilder::max_pool(Value x, int size) {
  return append_unnamed("max_pool", MaxPool2d{size}, {x.id}, x.channels);
}

Value GraphBuilder::global_average_pool(Value x) {
  return append_unnamed("global_average_pool", GlobalAveragePool{}, {x.id}, x.channels);
}

Value GraphBuilder::resize(Value x, int factor, Interpolation mode) {
  return append_unnamed("resize", Resize{factor, mode}, {x.id}, x.channels);
}

Value GraphBuilder::dropout(Value x, float rate) {
  return append_unnamed("dropout", Dropout{rate}, {x.id}, x.channels);
}

Value GraphBuilder::concat(std::initializer_list<Value> xs) {
  std::vector<ValueId> ids;
  int channels = 0;
  for (const Value x : xs) {
    ids.push_back(x.id);
    channels += x.channels;
  }
  return append_unnamed("concat", Concat{}, std::move(ids), channels);
}

Value GraphBuilder::add(Value x, Value y) {
  if (x.channels != y.channels) {
    throw ShapeError(
        fmt::format("cannot add values of {} and {} channels", x.channels, y.channels));
  }
  return append_unnamed("add", Add{}, {x.id, y.id}, x.channels);
}

Graph GraphBuilder::finish(std::initializer_list<std::pair<std::string, Value>> outputs) && {
  std::vector<Output> named;
  for (const auto& [name, value] : outputs) named.push_back({name, value.id});
  return {std::move(nodes_), std::move(named)};
}

}  // namespace autochrome::graph
