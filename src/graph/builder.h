// How a network is written down, in the order of its figure. Shapes are checked where they can be,
// channel counts at once; the only part of graph that src/nets needs.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "graph/graph.h"

namespace autochrome::graph {

struct Value {
  ValueId id = 0;
  int channels = 0;
};

struct ConvOptions {
  int kernel = 3;
  int stride = 1;
  int dilation = 1;
  int groups = 1;
  bool bias = true;
};

struct ConvTransposeOptions {
  int kernel = 4;
  int stride = 2;
  bool bias = true;
};

class GraphBuilder {
 public:
  [[nodiscard]] Value input(std::string name, int channels);

  /// Padded as Keras' "same": for sizes that the stride divides, output = input / stride; an odd
  /// total leaves the larger share at the end.
  [[nodiscard]] Value conv(std::string name, Value x, int out, ConvOptions options = {});
  /// Enlarges by `stride`, from which `kernel` must differ by an even number; throws ShapeError.
  [[nodiscard]] Value conv_transpose(std::string name,
                                     Value x,
                                     int out,
                                     ConvTransposeOptions options = {});
  [[nodiscard]] Value batch_norm(std::string name, Value x);
  [[nodiscard]] Value relu(Value x);
  [[nodiscard]] Value leaky_relu(Value x, float slope);
  [[nodiscard]] Value sigmoid(Value x);
  [[nodiscard]] Value tanh(Value x);
  [[nodiscard]] Value max_pool(Value x, int size = 2);
  [[nodiscard]] Value global_average_pool(Value x);
  [[nodiscard]] Value resize(Value x, int factor, Interpolation mode = Interpolation::Nearest);
  [[nodiscard]] Value dropout(Value x, float rate);
  [[nodiscard]] Value concat(std::initializer_list<Value> xs);
  /// Throws ShapeError when the channel counts differ.
  [[nodiscard]] Value add(Value x, Value y);

  [[nodiscard]] Graph finish(std::initializer_list<std::pair<std::string, Value>> outputs) &&;

 private:
  Value append(std::string name, Op op, std::vector<ValueId> inputs, int channels);
  Value append_unnamed(std::string_view kind, Op op, std::vector<ValueId> inputs, int channels);

  std::vector<Node> nodes_;
};

}  // namespace autochrome::graph
