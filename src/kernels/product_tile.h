// What products of matrices are computed in.
#pragma once

#include "kernels/instructions.h"

namespace autochrome::kernels {

/// So many rows at a time by so many registers of outputs, all of whose sums stay in registers.
struct ProductTile {
  int lanes;
  int vectors;
  int rows;  ///< twice as many where only one vector of outputs is left

  /// Outputs that are made together, a "group".
  [[nodiscard]] constexpr int outputs() const noexcept { return lanes * vectors; }
};

[[nodiscard]] constexpr ProductTile product_tile(Instructions instructions) noexcept {
  switch (instructions) {
    case Instructions::Avx512:
      return {16, 2, 14};
    case Instructions::Avx2:
      return {8, 2, 6};
    case Instructions::Portable:
      break;
  }
  return {4, 2, 6};
}

}  // namespace autochrome::kernels
