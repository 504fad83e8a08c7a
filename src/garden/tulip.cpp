#include <algorithm>

#include "garden/flowers.h"
#include "garden/noise.h"

namespace autochrome::garden {

namespace {

struct TulipPetal {
  float turn;
  float radius;
  float height;
  float width;  // half of it, along the arc
  float flare;  // how far the tip leans out
  std::uint32_t seed;
};

Vec3 petal_point(const TulipPetal& petal, float u, float v) {
  const float rise = u - 0.13F * v * v * u;
  const float below = 1 - std::min(rise / 0.42F, 1.0F);
  const float above = smooth_step(0.35F, 1.0F, rise);
  const float swell = std::sqrt(std::max(0.0F, 1 - below * below));
  const float r =
      petal.radius * (swell * (1 - 0.30F * above) + petal.flare * above * above) + 0.02F;
  const float past = std::max(0.0F, (u - 0.45F) / 0.55F);
  const float outline = mix(0.35F, 1.0F, smooth_step(0.0F, 0.42F, u)) *
                        std::sqrt(std::max(0.0F, 1 - past * past)) * (1 - 0.25F * past);
  const float ripple = cloud_noise(2 * v + 3, 3 * u, petal.seed) - 0.5F;
  const float around = v * petal.width * outline / std::max(r, 0.2F);
  // A crease along the middle, and edges that stand off the cup.
  const float crease =
      0.035F * (1 - smooth_step(0.0F, 0.3F, std::abs(v))) * smooth_step(0.1F, 0.5F, u);
  const float out = r + 0.06F * v * v * u + 0.05F * ripple * u - crease;
  const float angle = petal.turn + around;
  return {-out * sine(angle), out * cosine(angle), petal.height * rise};
}

}  // namespace

void grow_tulip(
    Mesh& mesh, const Frame& frame, const Petals& petals, Detail detail, Random& random) {
  const float spin = static_cast<float>(random.uniform()) * kTurn;
  const float flare = 0.10F + about(random, 0.16F);
  for (int i = 0; i < 6; ++i) {
    const bool is_outer = i >= 3;
    const TulipPetal petal = {
        .turn = spin + kTurn * (static_cast<float>(i % 3) / 3 + (is_outer ? 0.0F : 1 / 6.0F)) +
                about(random, 0.12F),
        .radius = is_outer ? 0.54F : 0.445F,
        .height = 1.42F * (1 + about(random, 0.05F)) * (is_outer ? 0.97F : 1.0F),
        .width = 0.56F * (1 + about(random, 0.06F)),
        .flare = is_outer ? flare + 0.05F + about(random, 0.08F) : flare,
        .seed = static_cast<std::uint32_t>(random.next())};
    const Material material = {.base = petals.base,
                               .tip = petals.tip,
                               .texture = Texture::Petal,
                               .veins = 0.30F,
                               .translucency = 0.42F,
                               .gloss = 0.16F,
                               .turning = 0.22F};
    mesh.add_sheet(material, detail.cells(36), detail.cells(24),
                   [&](float u, float v) { return frame.at(petal_point(petal, u, v)); });
  }
}

}  // namespace autochrome::garden
