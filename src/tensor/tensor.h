// Dense float images as the networks see them: [N, C, H, W], row-major, one owner. Pictures become
// tensors in colorize and train; everything between is described by graph.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace autochrome {

struct Shape {
  std::int64_t n = 1;
  std::int64_t c = 1;
  std::int64_t h = 1;
  std::int64_t w = 1;

  [[nodiscard]] constexpr std::int64_t plane() const noexcept { return h * w; }

  [[nodiscard]] constexpr std::int64_t count() const noexcept { return n * c * h * w; }

  friend constexpr bool operator==(const Shape&, const Shape&) = default;
};

/// "[1, 3, 128, 128]".
[[nodiscard]] std::string to_text(const Shape& shape);

/// Somebody else's floats with a shape. Pass by value; never store.
struct ConstTensorView {
  Shape shape;
  const float* data = nullptr;

  [[nodiscard]] std::span<const float> values() const noexcept {
    return {data, static_cast<std::size_t>(shape.count())};
  }
};

struct TensorView {
  Shape shape;
  float* data = nullptr;

  operator ConstTensorView() const noexcept { return {shape, data}; }  // NOLINT: as T* to const T*

  [[nodiscard]] std::span<float> values() const noexcept {
    return {data, static_cast<std::size_t>(shape.count())};
  }
};

class [[nodiscard]] Tensor {
 public:
  Tensor() = default;
  /// Zero-filled. Throws ShapeError when a side is not positive or the size overflows.
  explicit Tensor(Shape shape);

  [[nodiscard]] const Shape& shape() const noexcept { return shape_; }

  [[nodiscard]] std::span<float> values() noexcept { return values_; }

  [[nodiscard]] std::span<const float> values() const noexcept { return values_; }

  [[nodiscard]] float& at(std::int64_t n, std::int64_t c, std::int64_t y, std::int64_t x) noexcept {
    return values_[index(n, c, y, x)];
  }

  [[nodiscard]] float at(std::int64_t n,
                         std::int64_t c,
                         std::int64_t y,
                         std::int64_t x) const noexcept {
    return values_[index(n, c, y, x)];
  }

  /// One channel of one picture, H·W values.
  [[nodiscard]] std::span<float> plane(std::int64_t n, std::int64_t c) noexcept {
    return values().subspan(index(n, c, 0, 0), static_cast<std::size_t>(shape_.plane()));
  }

  [[nodiscard]] std::span<const float> plane(std::int64_t n, std::int64_t c) const noexcept {
    return values().subspan(index(n, c, 0, 0), static_cast<std::size_t>(shape_.plane()));
  }

  [[nodiscard]] TensorView view() noexcept { return {shape_, values_.data()}; }

  [[nodiscard]] ConstTensorView view() const noexcept { return {shape_, values_.data()}; }

 private:
  [[nodiscard]] std::size_t index(std::int64_t n,
                                  std::int64_t c,
                                  std::int64_t y,
                                  std::int64_t x) const noexcept {
    return static_cast<std::size_t>(((n * shape_.c + c) * shape_.h + y) * shape_.w + x);
  }

  Shape shape_{0, 0, 0, 0};
  std::vector<float> values_;
};

}  // namespace autochrome
