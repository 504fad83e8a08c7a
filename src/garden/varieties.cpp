#include "garden/varieties.h"

#include <array>

#include "garden/noise.h"

namespace autochrome::garden {

namespace {

constexpr DaisyShape kMarguerite = {};
constexpr DaisyShape kCosmos = {
    .petals = 4, .width = 0.40F, .disc = 0.2F, .droop = 0.10F, .raise = 0.16F};
constexpr DaisyShape kGerbera = {.petals = 26,
                                 .width = 0.115F,
                                 .disc = 0.24F,
                                 .droop = 0.22F,
                                 .raise = 0.34F,
                                 .disc_color = {0.35F, 0.22F, 0.03F}};

// Reflectances from the base to the tip of a petal.
constexpr std::array<Variety, 12> kVarieties = {{
    {Species::Daisy, {{0.74F, 0.78F, 0.60F}, {0.84F, 0.84F, 0.83F}}, kMarguerite},
    {Species::Daisy, {{0.62F, 0.40F, 0.62F}, {0.42F, 0.24F, 0.58F}}, kMarguerite},
    {Species::Daisy, {{0.40F, 0.04F, 0.22F}, {0.70F, 0.20F, 0.48F}}, kCosmos},
    {Species::Daisy, {{0.74F, 0.72F, 0.66F}, {0.85F, 0.84F, 0.82F}}, kCosmos},
    {Species::Daisy, {{0.66F, 0.16F, 0.04F}, {0.80F, 0.30F, 0.05F}}, kGerbera},
    {Species::Daisy, {{0.74F, 0.30F, 0.36F}, {0.82F, 0.52F, 0.54F}}, kGerbera},
    {Species::Rose, {{0.84F, 0.50F, 0.34F}, {0.84F, 0.33F, 0.40F}}},
    {Species::Rose, {{0.88F, 0.56F, 0.06F}, {0.90F, 0.68F, 0.12F}}},
    {Species::Rose, {{0.36F, 0.02F, 0.02F}, {0.50F, 0.025F, 0.035F}}},
    {Species::Tulip, {{0.75F, 0.62F, 0.20F}, {0.62F, 0.06F, 0.09F}}},
    {Species::Tulip, {{0.84F, 0.78F, 0.66F}, {0.78F, 0.22F, 0.42F}}},
    {Species::Tulip, {{0.62F, 0.48F, 0.05F}, {0.86F, 0.60F, 0.05F}}},
}};

Vec3 varied(Vec3 color, Random& random) {
  const Vec3 factor = {0.97F + about(random, 0.08F), 0.97F + about(random, 0.08F),
                       0.97F + about(random, 0.08F)};
  return factor * color;
}

}  // namespace

Variety choose_variety(Random& random) {
  Variety variety = kVarieties[random.below(kVarieties.size())];
  variety.petals.base = varied(variety.petals.base, random);
  variety.petals.tip = varied(variety.petals.tip, random);
  return variety;
}

}  // namespace autochrome::garden
