// What convolutions are reckoned to take when their kernels are chosen: constants of a machine.
#pragma once

#include "base/options.h"

namespace autochrome::kernels {

/// In the time of one multiply-add of a direct convolution on many pixels. The defaults were
/// measured on server processors (docs/performance.md).
struct Costs {
  double product = 1.1;         ///< a multiply-add of Winograd's method
  double transform = 10;        ///< a point of a tile and channel, to or from; mostly waiting
  double near_weight = 1;       ///< reading a weight from the second cache,
  double far_weight = 8;        ///< from beyond it,
  double farthest_weight = 25;  ///< and where it is never found in any

  template <class Self, class Visitor>
  static void describe(Self& self, Visitor&& visit) {
    visit("product", self.product, "A product of Winograd's", Limits{.min = 0.3, .max = 4});
    visit("transform", self.transform, "Transforming a value", Limits{.min = 2, .max = 40});
    visit("near_weight", self.near_weight, "A weight of at most a megabyte",
          Limits{.min = 0, .max = 8});
    visit("far_weight", self.far_weight, "Of at most sixteen", Limits{.min = 0, .max = 64});
    visit("farthest_weight", self.farthest_weight, "Of more", Limits{.min = 0, .max = 200});
  }
};

/// Those in use.
[[nodiscard]] const Costs& costs() noexcept;

/// For all plans from now on; not while one is made. Throws InputError for what is out of bounds.
void use_costs(const Costs& costs);

}  // namespace autochrome::kernels
