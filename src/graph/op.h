// The operations of which networks are made: small structs in a closed variant. Every execution
// (reference, CPU engine, libtorch, export) visits the variant without a catch-all, so a new op
// does not compile until each of them handles it. What an op *means* is src/reference.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tensor/tensor.h"

namespace autochrome::graph {

/// What is fed in from outside: [N, channels, H, W].
struct Input {
  std::string name;
  int channels = 1;
};

/// Cross-correlation with zero padding on both axes. Weights [out, in / groups, kernel, kernel].
struct Conv2d {
  int in = 1;
  int out = 1;
  int kernel = 3;
  int stride = 1;
  int dilation = 1;
  int groups = 1;
  int pad_begin = 1;  ///< rows above and columns to the left
  int pad_end = 1;    ///< rows below and columns to the right
  bool bias = true;
};

/// The adjoint of a strided cross-correlation: enlarges H and W by `stride`. Every pixel adds its
/// value times a kernel into the output, `stride` pixels from its neighbour's; `pad` rows and
/// columns are then cut off on each side, so kernel = stride + 2 · pad. Weights [in, out, kernel,
/// kernel].
struct ConvTranspose2d {
  int in = 1;
  int out = 1;
  int kernel = 4;
  int stride = 2;
  int pad = 1;
  bool bias = true;
};

/// Normalization by statistics of the batch in training and running ones otherwise
/// (Ioffe and Szegedy 2015, arXiv:1502.03167).
struct BatchNorm2d {
  int channels = 1;
  float epsilon = 1e-3F;  ///< Keras' default, as the study trains with Keras
};

enum class Activation { Relu, LeakyRelu, Sigmoid, Tanh };

struct Activate {
  Activation kind = Activation::Relu;
  float slope = 0;  ///< of the negative side of LeakyRelu
};

/// Largest value of every size×size block; H and W must be multiples of size.
struct MaxPool2d {
  int size = 2;
};

/// The mean of every channel over the whole picture: [N, C, H, W] to [N, C, 1, 1]
/// (Lin, Chen and Yan 2014, arXiv:1312.4400, section 3.2).
struct GlobalAveragePool {};

enum class Interpolation { Nearest, Bilinear };

/// Enlarges H and W by a whole factor. Bilinear samples at half-pixel centres, edges repeated.
struct Resize {
  int factor = 2;
  Interpolation mode = Interpolation::Nearest;
};

/// In training, sets each value to zero with probability `rate` and divides the others by 1 - rate
/// (Srivastava et al. 2014); otherwise does nothing.
struct Dropout {
  float rate = 0.5F;
};

/// Joins values along the channels.
struct Concat {};

/// Sums values of one shape.
struct Add {};

using Op = std::variant<Input,
                        Conv2d,
                        ConvTranspose2d,
                        BatchNorm2d,
                        Activate,
                        MaxPool2d,
                        GlobalAveragePool,
                        Resize,
                        Dropout,
                        Concat,
                        Add>;

/// How a parameter starts: zeros, ones, or He et al. 2015 (arXiv:1502.01852), normal, by fan-in.
enum class Init { Zeros, Ones, KaimingNormal };

struct ParamSpec {
  std::string_view suffix;         ///< appended to the node's name: "weight"
  std::vector<std::int64_t> dims;  ///< e.g. [out, in / groups, kernel, kernel]
  Init init = Init::Zeros;
  bool trainable = true;    ///< false for running statistics
  std::int64_t fan_in = 1;  ///< how many inputs one output sums over, for KaimingNormal
};

/// The parameters of an op: the one place that names and shapes them.
[[nodiscard]] std::vector<ParamSpec> params_of(const Op& op);

/// The shape an op makes of its inputs' shapes; throws ShapeError with the numbers.
/// An Input takes the shape fed in.
[[nodiscard]] Shape output_shape(const Op& op, std::span<const Shape> inputs);

/// A multiplication and an addition: two floating-point operations (FLOP).
inline constexpr double kFlopPerMultiplyAdd = 2;

/// Multiply-adds of one run, convolutions alone (the rest is bound by memory).
[[nodiscard]] std::int64_t multiply_adds(const Op& op, const Shape& output);

/// "conv 16->32 k3 s1 d1 g1 p1,1 bias": part of the text that is hashed, so it never changes.
[[nodiscard]] std::string to_text(const Op& op);

}  // namespace autochrome::graph
