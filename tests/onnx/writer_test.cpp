#include "onnx/writer.h"

#include <cstring>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.h"
#include "graph/builder.h"

namespace autochrome::onnx {
namespace {

using graph::GraphBuilder;
using graph::Value;

/// One field of a message: a number, or bytes.
struct Field {
  std::uint64_t number = 0;
  std::string_view bytes;
};

/// A message taken apart again, by field number.
class Parsed {
 public:
  explicit Parsed(std::string_view text) : rest_(text) {
    while (!rest_.empty()) {
      const std::uint64_t key = varint();
      fields_[static_cast<int>(key >> 3)].push_back(value(key & 7));
    }
  }

  [[nodiscard]] const std::vector<Field>& all(int field) { return fields_[field]; }

  [[nodiscard]] std::string text(int field) { return std::string(fields_[field].at(0).bytes); }

  [[nodiscard]] std::uint64_t number(int field) { return fields_[field].at(0).number; }

  [[nodiscard]] Parsed message(int field) { return Parsed(fields_[field].at(0).bytes); }

 private:
  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (int shift = 0;; shift += 7) {
      const auto byte = static_cast<unsigned char>(rest_.at(0));
      rest_.remove_prefix(1);
      value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  }

  Field value(std::uint64_t wire_type) {
    if (wire_type == 0) return {varint(), {}};
    const std::size_t size = wire_type == 5 ? 4 : varint();
    if (size > rest_.size()) throw std::out_of_range("the message ends within a field");
    const Field field{0, rest_.substr(0, size)};
    rest_.remove_prefix(size);
    return field;
  }

  std::string_view rest_;
  std::map<int, std::vector<Field>> fields_;
};

std::vector<std::string> texts(Parsed& message, int field) {
  std::vector<std::string> all;
  for (const Field& one : message.all(field)) all.emplace_back(one.bytes);
  return all;
}

graph::Model with_initial_weights(graph::Graph graph) {
  auto weights = std::make_shared<const Weights>(graph::initial_weights(graph, 1));
  return {"sample", {{"width", 4}}, std::move(graph), std::move(weights)};
}

graph::Model sample() {
  GraphBuilder net;
  const Value x = net.input("lightness", 1);
  const Value a =
      net.leaky_relu(net.batch_norm("norm", net.conv("color", x, 4, {.kernel = 4})), 0.3F);
  const Value b = net.resize(net.relu(net.max_pool(a)), 2);
  const Value c = net.resize(net.max_pool(a), 2, graph::Interpolation::Bilinear);
  const Value d = net.tanh(net.add(b, c));
  return with_initial_weights(
      std::move(net).finish({{"color", net.sigmoid(net.conv("last", net.concat({d, a}), 2))}}));
}

constexpr int kGraph = 7;
constexpr int kNodes = 1;
constexpr int kInitializers = 5;
constexpr int kInputs = 11;
constexpr int kOutputs = 12;

TEST(OnnxWriter, SaysWhatItIs) {
  const std::string file = encode(sample());
  Parsed model(file);
  EXPECT_EQ(model.number(1), 7U);
  EXPECT_EQ(model.text(2), "autochrome");
  EXPECT_EQ(model.message(8).number(2), 13U);
  ASSERT_EQ(model.all(14).size(), 2U);
  EXPECT_EQ(Parsed(model.all(14)[0].bytes).text(2), "sample");
  EXPECT_EQ(Parsed(model.all(14)[1].bytes).text(2), R"({"width":4})");
}

TEST(OnnxWriter, WritesEveryNodeInOrder) {
  const std::string file = encode(sample());
  Parsed model(file);
  Parsed graph = model.message(kGraph);
  std::vector<std::string> operators;
  for (const Field& node : graph.all(kNodes)) operators.push_back(Parsed(node.bytes).text(4));
  EXPECT_EQ(operators, (std::vector<std::string>{"Conv", "BatchNormalization", "LeakyRelu",
                                                 "MaxPool", "Relu", "Resize", "MaxPool", "Resize",
                                                 "Sum", "Tanh", "Concat", "Conv", "Sigmoid"}));
}

TEST(OnnxWriter, WritesTransposedConvolutionsAndDropout) {
  GraphBuilder net;
  const Value y = net.dropout(net.conv_transpose("up", net.input("x", 3), 5), 0.5F);
  const std::string file = encode(with_initial_weights(std::move(net).finish({{"y", y}})));
  Parsed model(file);
  Parsed graph = model.message(kGraph);
  Parsed up(graph.all(kNodes).at(0).bytes);
  EXPECT_EQ(up.text(4), "ConvTranspose");
  EXPECT_EQ(texts(up, 1), (std::vector<std::string>{"x", "up.weight", "up.bias"}));
  EXPECT_EQ(Parsed(graph.all(kNodes).at(1).bytes).text(4), "Dropout");
}

TEST(OnnxWriter, ConnectsNodesByName) {
  const std::string file = encode(sample());
  Parsed model(file);
  Parsed graph = model.message(kGraph);
  Parsed conv(graph.all(kNodes).front().bytes);
  EXPECT_EQ(texts(conv, 1), (std::vector<std::string>{"lightness", "color.weight", "color.bias"}));
  EXPECT_EQ(texts(conv, 2), std::vector<std::string>{"color.out"});  // "color" is the output
  Parsed resize(graph.all(kNodes)[5].bytes);
  EXPECT_EQ(texts(resize, 1), (std::vector<std::string>{"relu5.out", "", "resize6.scales"}));
  Parsed last(graph.all(kNodes).back().bytes);
  EXPECT_EQ(texts(last, 2), std::vector<std::string>{"color"});
}

TEST(OnnxWriter, WritesAttributes) {
  const std::string file = encode(sample());
  Parsed model(file);
  Parsed graph = model.message(kGraph);
  Parsed conv(graph.all(kNodes).front().bytes);
  std::map<std::string, std::string> packed;
  for (const Field& field : conv.all(5)) {
    Parsed attribute(field.bytes);
    if (attribute.number(20) == 7) packed[attribute.text(1)] = attribute.text(8);
  }
  EXPECT_EQ(packed["kernel_shape"], "\x04\x04");
  EXPECT_EQ(packed["pads"], "\x01\x01\x02\x02");
  Parsed nearest(graph.all(kNodes)[5].bytes);
  std::map<std::string, std::string> words;
  for (const Field& field : nearest.all(5)) {
    Parsed attribute(field.bytes);
    words[attribute.text(1)] = attribute.text(4);
  }
  EXPECT_EQ(words["mode"], "nearest");
  EXPECT_EQ(words["coordinate_transformation_mode"], "asymmetric");
  EXPECT_EQ(words["nearest_mode"], "floor");
}

TEST(OnnxWriter, KeepsTheWeightsBitForBit) {
  const auto model = sample();
  const std::string file = encode(model);
  Parsed parsed(file);
  Parsed graph = parsed.message(kGraph);
  std::map<std::string, std::string> raw;
  for (const Field& field : graph.all(kInitializers)) {
    Parsed tensor(field.bytes);
    EXPECT_EQ(tensor.number(2), 1U);
    raw[tensor.text(8)] = tensor.text(9);
  }
  EXPECT_EQ(raw.size(), model.weights->size() + 2);  // and the scales of two resizes
  for (const auto& [name, parameter] : *model.weights) {
    ASSERT_EQ(raw[name].size(), parameter.values.size() * sizeof(float)) << name;
    EXPECT_EQ(std::memcmp(raw[name].data(), parameter.values.data(), raw[name].size()), 0) << name;
  }
}

TEST(OnnxWriter, LeavesBatchAndSizeOpen) {
  const std::string file = encode(sample());
  Parsed model(file);
  Parsed graph = model.message(kGraph);
  for (const auto& [field, channels] : {std::pair{kInputs, 1U}, {kOutputs, 2U}}) {
    Parsed shape = graph.message(field).message(2).message(1).message(2);
    ASSERT_EQ(shape.all(1).size(), 4U);
    EXPECT_EQ(Parsed(shape.all(1)[0].bytes).text(2), "N");
    EXPECT_EQ(Parsed(shape.all(1)[1].bytes).number(1), channels);
    EXPECT_EQ(Parsed(shape.all(1)[2].bytes).text(2), "H");
    EXPECT_EQ(Parsed(shape.all(1)[3].bytes).text(2), "W");
  }
}

TEST(OnnxWriter, CopiesValuesThatAreReturnedTwice) {
  GraphBuilder net;
  const Value x = net.input("x", 1);
  const Value y = net.relu(x);
  const std::string file =
      encode(with_initial_weights(std::move(net).finish({{"a", y}, {"b", y}, {"c", x}})));
  Parsed model(file);
  Parsed graph = model.message(kGraph);
  ASSERT_EQ(graph.all(kNodes).size(), 3U);
  Parsed b(graph.all(kNodes)[1].bytes);
  EXPECT_EQ(b.text(4), "Identity");
  EXPECT_EQ(texts(b, 1), std::vector<std::string>{"a"});
  Parsed c(graph.all(kNodes)[2].bytes);
  EXPECT_EQ(texts(c, 1), std::vector<std::string>{"x"});
  EXPECT_EQ(texts(c, 2), std::vector<std::string>{"c"});
}

TEST(OnnxWriter, AveragesWholePictures) {
  GraphBuilder net;
  const Value y = net.global_average_pool(net.input("x", 3));
  const std::string file = encode(with_initial_weights(std::move(net).finish({{"y", y}})));
  Parsed model(file);
  Parsed graph = model.message(kGraph);
  Parsed node(graph.all(kNodes)[0].bytes);
  EXPECT_EQ(node.text(4), "GlobalAveragePool");
  EXPECT_EQ(texts(node, 1), std::vector<std::string>{"x"});
  EXPECT_EQ(texts(node, 2), std::vector<std::string>{"y"});
}

TEST(OnnxWriter, RefusesOutputsWithTheNameOfAnInput) {
  GraphBuilder net;
  const Value y = net.relu(net.input("x", 1));
  const auto model = with_initial_weights(std::move(net).finish({{"x", y}}));
  EXPECT_THROW(static_cast<void>(encode(model)), ModelError);
}

}  // namespace
}  // namespace autochrome::onnx
