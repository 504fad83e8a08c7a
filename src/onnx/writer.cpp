#include "onnx/writer.h"

#include <array>
#include <bit>
#include <limits>
#include <map>
#include <set>
#include <span>
#include <vector>

#include <fmt/format.h>

#include "base/error.h"
#include "base/file.h"
#include "base/protobuf.h"
#include "graph/visit.h"

namespace autochrome::onnx {

namespace {

using graph::Node;
using graph::ValueId;
using protobuf::Message;

// https://github.com/onnx/onnx/blob/v1.12.0/onnx/onnx.proto: the number of every field written.
namespace field {

namespace model {
constexpr std::uint32_t kIrVersion = 1, kProducer = 2, kGraph = 7, kOpsets = 8, kMetadata = 14;
}

namespace opset {
constexpr std::uint32_t kVersion = 2;
}

namespace metadata {
constexpr std::uint32_t kKey = 1, kValue = 2;
}

namespace graph {
constexpr std::uint32_t kNode = 1, kName = 2, kInitializer = 5, kInput = 11, kOutput = 12;
}

namespace node {
constexpr std::uint32_t kInput = 1, kOutput = 2, kName = 3, kOperator = 4, kAttribute = 5;
}

namespace attribute {
constexpr std::uint32_t kName = 1, kReal = 2, kNumber = 3, kText = 4, kNumbers = 8, kType = 20;
}

namespace tensor {
constexpr std::uint32_t kDims = 1, kDataType = 2, kName = 8, kRawData = 9;
}

namespace value {
constexpr std::uint32_t kName = 1, kType = 2;
}

namespace type {
constexpr std::uint32_t kTensor = 1, kElement = 1, kShape = 2, kDim = 1, kSize = 1, kSymbol = 2;
}

}  // namespace field

constexpr std::int64_t kIrVersion = 7;  // of ONNX 1.8, as opset 13 is
constexpr std::int64_t kFloat = 1;      // TensorProto.DataType

enum class AttributeType { Real = 1, Number = 2, Text = 3, Numbers = 7 };

Message named_attribute(std::string_view name, AttributeType type) {
  Message message;
  message.bytes(field::attribute::kName, name);
  message.number(field::attribute::kType, static_cast<std::int64_t>(type));
  return message;
}

/// A node in the making.
class Operator {
 public:
  Operator(std::string_view type, std::string_view name) : type_(type), name_(name) {}

  Operator& input(std::string_view name) {
    message_.bytes(field::node::kInput, name);
    return *this;
  }

  Operator& number(std::string_view name, std::int64_t value) {
    auto attribute = named_attribute(name, AttributeType::Number);
    return append(attribute.number(field::attribute::kNumber, value));
  }

  Operator& real(std::string_view name, float value) {
    auto attribute = named_attribute(name, AttributeType::Real);
    return append(attribute.real(field::attribute::kReal, value));
  }

  Operator& text(std::string_view name, std::string_view value) {
    auto attribute = named_attribute(name, AttributeType::Text);
    return append(attribute.bytes(field::attribute::kText, value));
  }

  Operator& numbers(std::string_view name, std::initializer_list<std::int64_t> values) {
    auto attribute = named_attribute(name, AttributeType::Numbers);
    return append(attribute.numbers(field::attribute::kNumbers, values));
  }

  Message finish(std::string_view output) && {
    message_.bytes(field::node::kOutput, output)
        .bytes(field::node::kName, name_)
        .bytes(field::node::kOperator, type_);
    return std::move(message_);
  }

 private:
  Operator& append(const Message& attribute) {
    message_.message(field::node::kAttribute, attribute);
    return *this;
  }

  std::string_view type_;
  std::string_view name_;
  Message message_;
};

/// [N, channels, H, W] of floats, with N, H and W left open.
Message open_value(std::string_view name, std::int64_t channels) {
  Message shape;
  const auto open = [&shape](std::string_view symbol) {
    shape.message(field::type::kDim, Message().bytes(field::type::kSymbol, symbol));
  };
  open("N");
  shape.message(field::type::kDim, Message().number(field::type::kSize, channels));
  open("H");
  open("W");
  Message tensor;
  tensor.number(field::type::kElement, kFloat).message(field::type::kShape, shape);
  Message value;
  value.bytes(field::value::kName, name);
  value.message(field::value::kType, Message().message(field::type::kTensor, tensor));
  return value;
}

Message initializer(std::string_view name,
                    std::span<const std::int64_t> dims,
                    std::span<const float> values) {
  static_assert(std::endian::native == std::endian::little, "ONNX stores little-endian floats");
  Message tensor;
  tensor.numbers(field::tensor::kDims, dims)
      .number(field::tensor::kDataType, kFloat)
      .bytes(field::tensor::kName, name)
      .bytes(field::tensor::kRawData,
             {reinterpret_cast<const char*>(values.data()), values.size_bytes()});
  return tensor;
}

/// The channels of every value; sizes do not matter.
std::vector<std::int64_t> channel_counts(const graph::Graph& graph) {
  const std::vector<Shape> inputs = graph.input_shapes(graph.spatial_multiple());
  std::vector<std::int64_t> counts;
  for (const Shape& shape : graph.infer_shapes(inputs)) counts.push_back(shape.c);
  return counts;
}

class Writer {
 public:
  explicit Writer(const graph::Model& model)
      : model_(model), nodes_(model.graph.nodes()), channels_(channel_counts(model.graph)) {
    name_values();
  }

  Message run() && {
    for (ValueId id = 0; id < nodes_.size(); ++id) write_node(id);
    for (const graph::Output& output : model_.graph.outputs()) write_output(output);
    graph_.bytes(field::graph::kName, model_.net.empty() ? "network" : model_.net);
    return std::move(graph_);
  }

 private:
  /// Inputs and outputs keep their names; what lies between is "<node>.out".
  void name_values() {
    std::set<std::string_view> taken;
    for (const Node& node : nodes_) {
      const bool is_input = std::holds_alternative<graph::Input>(node.op);
      names_.push_back(is_input ? node.name : node.name + ".out");
      if (is_input) taken.insert(node.name);
    }
    for (const graph::Output& output : model_.graph.outputs()) {
      if (!taken.insert(output.name).second) {
        throw ModelError(
            fmt::format("ONNX has no room for output '{}': the name is taken by an "
                        "input or another output",
                        output.name));
      }
      const bool is_input = std::holds_alternative<graph::Input>(nodes_[output.value].op);
      if (!is_input && renamed_.emplace(output.value, output.name).second) {
        names_[output.value] = output.name;
      }
    }
  }

  void write_node(ValueId id) {
    const Node& node = nodes_[id];
    for (const graph::ParamSpec& spec : graph::params_of(node.op)) {
      const std::string name = graph::parameter_name(node, spec);
      const Parameter& parameter = model_.weights->at(name);
      graph_.message(field::graph::kInitializer,
                     initializer(name, parameter.dims, parameter.values));
    }
    std::visit(
        graph::Cases{
            [&](const graph::Input& input) {
              graph_.message(field::graph::kInput, open_value(node.name, input.channels));
            },
            [&](const graph::Conv2d& conv) { write_conv(id, conv); },
            [&](const graph::ConvTranspose2d& conv) { write_conv_transpose(id, conv); },
            [&](const graph::BatchNorm2d& norm) { write_norm(id, norm); },
            [&](const graph::Activate& activate) { write_activate(id, activate); },
            [&](const graph::MaxPool2d& pool) { write_pool(id, pool); },
            [&](const graph::GlobalAveragePool&) {
              finish(id, with_inputs(id, "GlobalAveragePool"));
            },
            [&](const graph::Resize& resize) { write_resize(id, resize); },
            [&](const graph::Dropout&) { finish(id, with_inputs(id, "Dropout")); },
            [&](const graph::Concat&) { finish(id, with_inputs(id, "Concat").number("axis", 1)); },
            [&](const graph::Add&) { finish(id, with_inputs(id, "Sum")); }},
        node.op);
  }

  void write_conv(ValueId id, const graph::Conv2d& conv) {
    auto node = with_inputs(id, "Conv");
    append_parameters(node, id);
    node.numbers("kernel_shape", {conv.kernel, conv.kernel})
        .numbers("strides", {conv.stride, conv.stride})
        .numbers("dilations", {conv.dilation, conv.dilation})
        .numbers("pads", {conv.pad_begin, conv.pad_begin, conv.pad_end, conv.pad_end})
        .number("group", conv.groups);
    finish(id, std::move(node));
  }

  void write_conv_transpose(ValueId id, const graph::ConvTranspose2d& conv) {
    auto node = with_inputs(id, "ConvTranspose");
    append_parameters(node, id);
    node.numbers("kernel_shape", {conv.kernel, conv.kernel})
        .numbers("strides", {conv.stride, conv.stride})
        .numbers("pads", {conv.pad, conv.pad, conv.pad, conv.pad});
    finish(id, std::move(node));
  }

  void write_norm(ValueId id, const graph::BatchNorm2d& norm) {
    auto node = with_inputs(id, "BatchNormalization");
    append_parameters(node, id);
    finish(id, node.real("epsilon", norm.epsilon));
  }

  void write_activate(ValueId id, const graph::Activate& activate) {
    switch (activate.kind) {
      case graph::Activation::Relu:
        return finish(id, with_inputs(id, "Relu"));
      case graph::Activation::LeakyRelu:
        return finish(id, with_inputs(id, "LeakyRelu").real("alpha", activate.slope));
      case graph::Activation::Sigmoid:
        return finish(id, with_inputs(id, "Sigmoid"));
      case graph::Activation::Tanh:
        return finish(id, with_inputs(id, "Tanh"));
    }
  }

  void write_pool(ValueId id, const graph::MaxPool2d& pool) {
    finish(id, with_inputs(id, "MaxPool")
                   .numbers("kernel_shape", {pool.size, pool.size})
                   .numbers("strides", {pool.size, pool.size}));
  }

  /// An enlarged pixel copies the source pixel in which it begins; bilinear samples at half-pixel
  /// centres. Both must be said: the defaults of Resize mean neither for "nearest".
  void write_resize(ValueId id, const graph::Resize& resize) {
    const std::string scales = nodes_[id].name + ".scales";
    const auto factor = static_cast<float>(resize.factor);
    graph_.message(field::graph::kInitializer,
                   initializer(scales, std::array<std::int64_t, 1>{4},
                               std::array<float, 4>{1, 1, factor, factor}));
    auto node = with_inputs(id, "Resize");
    node.input("").input(scales);  // no region of interest
    if (resize.mode == graph::Interpolation::Nearest) {
      node.text("mode", "nearest")
          .text("coordinate_transformation_mode", "asymmetric")
          .text("nearest_mode", "floor");
    } else {
      node.text("mode", "linear").text("coordinate_transformation_mode", "half_pixel");
    }
    finish(id, std::move(node));
  }

  [[nodiscard]] Operator with_inputs(ValueId id, std::string_view type) const {
    Operator node(type, nodes_[id].name);
    for (const ValueId input : nodes_[id].inputs) node.input(names_[input]);
    return node;
  }

  /// In the order of params_of, which is also ONNX's.
  void append_parameters(Operator& node, ValueId id) const {
    for (const graph::ParamSpec& spec : graph::params_of(nodes_[id].op)) {
      node.input(graph::parameter_name(nodes_[id], spec));
    }
  }

  void finish(ValueId id, Operator node) {
    graph_.message(field::graph::kNode, std::move(node).finish(names_[id]));
  }

  /// A value that is an input, or an output under another name too, is copied to its name.
  void write_output(const graph::Output& output) {
    graph_.message(field::graph::kOutput, open_value(output.name, channels_[output.value]));
    if (names_[output.value] == output.name) return;
    Operator copy("Identity", output.name);
    copy.input(names_[output.value]);
    graph_.message(field::graph::kNode, std::move(copy).finish(output.name));
  }

  const graph::Model& model_;
  std::span<const Node> nodes_;
  std::vector<std::int64_t> channels_;
  std::vector<std::string> names_;
  std::map<ValueId, std::string> renamed_;
  Message graph_;
};

Message metadata(std::string_view key, std::string_view value) {
  return Message().bytes(field::metadata::kKey, key).bytes(field::metadata::kValue, value);
}

}  // namespace

std::string encode(const graph::Model& model) {
  Message file;
  file.number(field::model::kIrVersion, kIrVersion)
      .bytes(field::model::kProducer, "autochrome")
      .message(field::model::kGraph, Writer(model).run())
      .message(field::model::kOpsets, Message().number(field::opset::kVersion, kOpset))
      .message(field::model::kMetadata, metadata("net", model.net))
      .message(field::model::kMetadata, metadata("config", model.config.dump()));
  if (file.encoded().size() > std::numeric_limits<std::int32_t>::max()) {
    throw ModelError(fmt::format("an ONNX file holds 2 GiB at most; this one would have {} bytes",
                                 file.encoded().size()));
  }
  return file.encoded();
}

void write(const graph::Model& model, const std::filesystem::path& path) {
  write_file(path, encode(model));
}

}  // namespace autochrome::onnx
