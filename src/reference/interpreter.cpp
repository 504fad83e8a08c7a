#include "reference/interpreter.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "graph/visit.h"

namespace autochrome::reference {

namespace {

using graph::Activate;
using graph::Activation;
using graph::Add;
using graph::BatchNorm2d;
using graph::Cases;
using graph::Concat;
using graph::Conv2d;
using graph::ConvTranspose2d;
using graph::Dropout;
using graph::GlobalAveragePool;
using graph::Input;
using graph::Interpolation;
using graph::MaxPool2d;
using graph::Node;
using graph::Resize;

using Values = std::vector<std::reference_wrapper<const Tensor>>;

/// A tensor of this shape whose every element is f(n, c, y, x).
template <class F>
Tensor generate(const Shape& shape, F&& f) {
  Tensor out(shape);
  for (std::int64_t n = 0; n < shape.n; ++n) {
    for (std::int64_t c = 0; c < shape.c; ++c) {
      for (std::int64_t y = 0; y < shape.h; ++y) {
        for (std::int64_t x = 0; x < shape.w; ++x) {
          out.at(n, c, y, x) = static_cast<float>(f(n, c, y, x));
        }
      }
    }
  }
  return out;
}

/// The parameter "<node>.<suffix>".
const std::vector<float>& parameter(const Weights& weights, const Node& node, const char* suffix) {
  return weights.at(node.name + "." + suffix).values;
}

Tensor convolve(const Conv2d& conv,
                const Node& node,
                const Weights& weights,
                const Tensor& in,
                const Shape& shape) {
  const auto& weight = parameter(weights, node, "weight");
  const std::int64_t group_in = conv.in / conv.groups;
  const std::int64_t group_out = conv.out / conv.groups;
  const auto tap = [&](std::int64_t o, std::int64_t i, std::int64_t ky, std::int64_t kx) {
    const std::int64_t at = ((o * group_in + i) * conv.kernel + ky) * conv.kernel + kx;
    return double{weight[static_cast<std::size_t>(at)]};
  };
  const auto pixel = [&](std::int64_t n, std::int64_t c, std::int64_t y, std::int64_t x) {
    const bool inside = y >= 0 && y < in.shape().h && x >= 0 && x < in.shape().w;
    return inside ? double{in.at(n, c, y, x)} : 0.0;
  };
  return generate(shape, [&](std::int64_t n, std::int64_t o, std::int64_t y, std::int64_t x) {
    double sum = conv.bias ? parameter(weights, node, "bias")[static_cast<std::size_t>(o)] : 0.0;
    const std::int64_t first = o / group_out * group_in;
    for (std::int64_t i = 0; i < group_in; ++i) {
      for (std::int64_t ky = 0; ky < conv.kernel; ++ky) {
        for (std::int64_t kx = 0; kx < conv.kernel; ++kx) {
          sum += tap(o, i, ky, kx) * pixel(n, first + i,
                                           y * conv.stride + ky * conv.dilation - conv.pad_begin,
                                           x * conv.stride + kx * conv.dilation - conv.pad_begin);
        }
      }
    }
    return sum;
  });
}

Tensor convolve_transposed(const ConvTranspose2d& conv,
                           const Node& node,
                           const Weights& weights,
                           const Tensor& in,
                           const Shape& shape) {
  const auto& weight = parameter(weights, node, "weight");
  const auto tap = [&](std::int64_t i, std::int64_t o, std::int64_t ky, std::int64_t kx) {
    const std::int64_t at = ((i * conv.out + o) * conv.kernel + ky) * conv.kernel + kx;
    return double{weight[static_cast<std::size_t>(at)]};
  };
  // The source pixel that puts tap k on the output pixel, if there is one.
  const auto source = [&](std::int64_t at, std::int64_t k, std::int64_t length) {
    const std::int64_t scaled = at + conv.pad - k;
    const bool exists = scaled >= 0 && scaled % conv.stride == 0 && scaled / conv.stride < length;
    return exists ? scaled / conv.stride : -1;
  };
  return generate(shape, [&](std::int64_t n, std::int64_t o, std::int64_t y, std::int64_t x) {
    double sum = conv.bias ? parameter(weights, node, "bias")[static_cast<std::size_t>(o)] : 0.0;
    for (std::int64_t ky = 0; ky < conv.kernel; ++ky) {
      for (std::int64_t kx = 0; kx < conv.kernel; ++kx) {
        const std::int64_t row = source(y, ky, in.shape().h);
        const std::int64_t column = source(x, kx, in.shape().w);
        if (row < 0 || column < 0) continue;
        for (std::int64_t i = 0; i < conv.in; ++i) {
          sum += tap(i, o, ky, kx) * in.at(n, i, row, column);
        }
      }
    }
    return sum;
  });
}

Tensor normalize(const BatchNorm2d& norm,
                 const Node& node,
                 const Weights& weights,
                 const Tensor& in) {
  const auto at = [&](const char* suffix, std::int64_t c) {
    return double{parameter(weights, node, suffix)[static_cast<std::size_t>(c)]};
  };
  return generate(in.shape(), [&](std::int64_t n, std::int64_t c, std::int64_t y, std::int64_t x) {
    const double deviation = std::sqrt(at("running_var", c) + double{norm.epsilon});
    const double standard = (in.at(n, c, y, x) - at("running_mean", c)) / deviation;
    return at("weight", c) * standard + at("bias", c);
  });
}

double activated(const Activate& activate, double x) {
  switch (activate.kind) {
    case Activation::Relu:
      return std::max(x, 0.0);
    case Activation::LeakyRelu:
      return x > 0 ? x : double{activate.slope} * x;
    case Activation::Sigmoid:
      return 1 / (1 + std::exp(-x));
    case Activation::Tanh:
      return std::tanh(x);
  }
  return x;
}

Tensor activate_all(const Activate& activate, Tensor values) {
  for (float& v : values.values()) v = static_cast<float>(activated(activate, v));
  return values;
}

Tensor max_pool(const MaxPool2d& pool, const Tensor& in, const Shape& shape) {
  return generate(shape, [&](std::int64_t n, std::int64_t c, std::int64_t y, std::int64_t x) {
    float largest = in.at(n, c, y * pool.size, x * pool.size);
    for (int dy = 0; dy < pool.size; ++dy) {
      for (int dx = 0; dx < pool.size; ++dx) {
        largest = std::max(largest, in.at(n, c, y * pool.size + dy, x * pool.size + dx));
      }
    }
    return largest;
  });
}

Tensor average_all(const Tensor& in, const Shape& shape) {
  return generate(shape, [&](std::int64_t n, std::int64_t c, std::int64_t, std::int64_t) {
    double sum = 0;
    for (const float value : in.plane(n, c)) sum += value;
    return sum / static_cast<double>(in.shape().plane());
  });
}

Tensor nearest(const Resize& resize, const Tensor& in, const Shape& shape) {
  return generate(shape, [&](std::int64_t n, std::int64_t c, std::int64_t y, std::int64_t x) {
    return in.at(n, c, y / resize.factor, x / resize.factor);
  });
}

/// Between which two samples of `count` an enlarged pixel lies, and how far towards the second.
struct Between {
  std::int64_t first;
  std::int64_t second;
  double fraction;
};

Between between(std::int64_t at, int factor, std::int64_t count) {
  const double exact = (static_cast<double>(at) + 0.5) / factor - 0.5;
  const double held = std::clamp(exact, 0.0, static_cast<double>(count - 1));
  const auto first = static_cast<std::int64_t>(held);
  return {first, std::min(first + 1, count - 1), held - static_cast<double>(first)};
}

Tensor bilinear(const Resize& resize, const Tensor& in, const Shape& shape) {
  return generate(shape, [&](std::int64_t n, std::int64_t c, std::int64_t y, std::int64_t x) {
    const Between row = between(y, resize.factor, in.shape().h);
    const Between column = between(x, resize.factor, in.shape().w);
    const auto along = [&](std::int64_t line) {
      return std::lerp(double{in.at(n, c, line, column.first)},
                       double{in.at(n, c, line, column.second)}, column.fraction);
    };
    return std::lerp(along(row.first), along(row.second), row.fraction);
  });
}

Tensor concatenate(const Values& inputs, const Shape& shape) {
  Tensor out(shape);
  for (std::int64_t n = 0; n < shape.n; ++n) {
    std::int64_t c = 0;
    for (const Tensor& in : inputs) {
      for (std::int64_t i = 0; i < in.shape().c; ++i) {
        std::ranges::copy(in.plane(n, i), out.plane(n, c++).begin());
      }
    }
  }
  return out;
}

Tensor add(const Values& inputs, const Shape& shape) {
  return generate(shape, [&](std::int64_t n, std::int64_t c, std::int64_t y, std::int64_t x) {
    double sum = 0;
    for (const Tensor& in : inputs) sum += in.at(n, c, y, x);
    return sum;
  });
}

/// A node's value; an Input's `inputs` is what was fed in.
Tensor evaluate(const Node& node,
                const Weights& weights,
                const Values& inputs,
                const Shape& shape) {
  return std::visit(
      Cases{[&](const Input&) { return inputs[0].get(); },
            [&](const Conv2d& conv) { return convolve(conv, node, weights, inputs[0], shape); },
            [&](const ConvTranspose2d& conv) {
              return convolve_transposed(conv, node, weights, inputs[0], shape);
            },
            [&](const BatchNorm2d& norm) { return normalize(norm, node, weights, inputs[0]); },
            [&](const Activate& activate) { return activate_all(activate, inputs[0]); },
            [&](const MaxPool2d& pool) { return max_pool(pool, inputs[0], shape); },
            [&](const GlobalAveragePool&) { return average_all(inputs[0], shape); },
            [&](const Resize& resize) {
              return resize.mode == Interpolation::Nearest ? nearest(resize, inputs[0], shape)
                                                           : bilinear(resize, inputs[0], shape);
            },
            [&](const Dropout&) { return inputs[0].get(); },
            [&](const Concat&) { return concatenate(inputs, shape); },
            [&](const Add&) { return add(inputs, shape); }},
      node.op);
}

}  // namespace

std::vector<Tensor> run(const graph::Model& model, std::span<const Tensor> inputs) {
  std::vector<Shape> given;
  for (const Tensor& input : inputs) given.push_back(input.shape());
  const auto shapes = model.graph.infer_shapes(given);
  const auto nodes = model.graph.nodes();
  std::vector<Tensor> values;
  values.reserve(nodes.size());  // `Values` refers into it
  std::size_t next_input = 0;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    Values read;
    for (const graph::ValueId id : nodes[i].inputs) read.emplace_back(values[id]);
    if (std::holds_alternative<Input>(nodes[i].op)) read.emplace_back(inputs[next_input++]);
    values.push_back(evaluate(nodes[i], *model.weights, read, shapes[i]));
  }
  std::vector<Tensor> outputs;
  for (const graph::Output& output : model.graph.outputs()) outputs.push_back(values[output.value]);
  return outputs;
}

}  // namespace autochrome::reference
