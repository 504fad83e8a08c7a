// Made by make_frechet_golden.py; not written by hand.
#pragma once

#include <array>

namespace autochrome::metrics::testing {

struct FrechetGolden {
  int rows;
  int columns;
  double distance;
};

inline constexpr std::array<FrechetGolden, 3> kFrechetGoldens = {{
    {12, 3, 5.516629125217751},
    {40, 16, 33.56462425995583},
    {300, 64, 110.93387589090993},
}};

}  // namespace autochrome::metrics::testing
