// The sorts that may be planted: a species with the colours of its petals.
#pragma once

#include "garden/flowers.h"

namespace autochrome::garden {

enum class Species { Daisy, Rose, Tulip };

struct Variety {
  Species species = Species::Daisy;
  Petals petals{};
  DaisyShape shape = {};  ///< of daisies
};

/// One of them, its colours a little varied.
[[nodiscard]] Variety choose_variety(Random& random);

}  // namespace autochrome::garden
