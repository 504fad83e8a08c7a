#include "tensor/tensor.h"

#include <fmt/format.h>

#include "base/error.h"

namespace autochrome {
namespace {

/// The number of values, or ShapeError: a lying size must not reach the allocator.
std::size_t checked_count(const Shape& shape) {
  std::int64_t count = 1;
  for (const std::int64_t side : {shape.n, shape.c, shape.h, shape.w}) {
    if (side <= 0 || __builtin_mul_overflow(count, side, &count)) {
      throw ShapeError(fmt::format("a tensor cannot have the shape {}", to_text(shape)));
    }
  }
  return static_cast<std::size_t>(count);
}

}  // namespace

std::string to_text(const Shape& shape) {
  return fmt::format("[{}, {}, {}, {}]", shape.n, shape.c, shape.h, shape.w);
}

Tensor::Tensor(Shape shape) : shape_(shape), values_(checked_count(shape)) {}

}  // namespace autochrome
