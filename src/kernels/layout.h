// How the channels of one picture's activations lie in memory. Convolutions run fastest on blocks
// of as many channels as a vector register holds, so nearly all activations are blocked, their
// channels rounded up; what enters and leaves the network is plain.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/division.h"
#include "tensor/tensor.h"

namespace autochrome::kernels {

/// [⌈C / block⌉, H, W, block]. The lanes that no channel uses hold finite values of no meaning:
/// weights of zero meet them.
struct Layout {
  int block = 1;

  [[nodiscard]] constexpr std::int64_t blocks(std::int64_t channels) const noexcept {
    return divided_up<std::int64_t>(channels, block);
  }

  [[nodiscard]] constexpr std::int64_t padded(std::int64_t channels) const noexcept {
    return blocks(channels) * block;
  }

  /// Floats that one picture of this shape takes.
  [[nodiscard]] constexpr std::size_t floats(const Shape& shape) const noexcept {
    return static_cast<std::size_t>(padded(shape.c) * shape.plane());
  }

  friend constexpr bool operator==(Layout, Layout) = default;
};

/// [C, H, W].
inline constexpr Layout kPlain{1};

}  // namespace autochrome::kernels
