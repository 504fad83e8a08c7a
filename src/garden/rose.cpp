#include <algorithm>

#include "garden/flowers.h"
#include "garden/noise.h"

namespace autochrome::garden {

namespace {

constexpr int kPetals = 38;
// How far the petals of the heart reach around it on either side, in radians.
constexpr float kMostWrap = 1.8F;

struct RosePetal {
  float age;  // 0 in the heart, 1 at the outside
  float turn;
  float length;
  float width;   // half of it, along the arc
  float base;    // distance of its foot from the axis
  float slope;   // of its middle above the flower's plane, in radians
  float cup;     // change of slope along its length, in radians; positive closes
  float lip;     // how far its edge rolls back, in radians
  float spiral;  // how much farther from the axis one edge is than the middle
  float depth;   // of its foot below the heart's
  std::uint32_t seed;
};

/// The petal's middle line in the (out, up) plane, and its slope there.
struct Profile {
  float out;
  float up;
  float slope;
};

Profile profile_at(const RosePetal& petal, float s) {
  constexpr int kSteps = 12;
  Profile at = {petal.base, -petal.depth, 0};
  const float step = s / kSteps;
  for (int i = 0; i < kSteps; ++i) {
    const float t = (static_cast<float>(i) + 0.5F) * step / petal.length;
    const float roll = t > 0.66F ? (t - 0.66F) / 0.34F : 0;
    at.slope = petal.slope + petal.cup * (t - 0.45F) - petal.lip * roll * roll;
    at.out += step * cosine(at.slope);
    at.up += step * sine(at.slope);
  }
  return at;
}

Vec3 petal_point(const RosePetal& petal, float u, float v) {
  const float outline =
      mix(0.30F, 1.0F, smooth_step(0.0F, 0.55F, u)) * (1 - 0.30F * smooth_step(0.55F, 1.0F, u));
  const float ripple = smooth_noise(2.2F * v + 7, 1.5F * u, petal.seed) - 0.5F;
  const float reach = 1 - 0.26F * v * v * u + mix(0.02F, 0.09F, petal.age) * ripple * u;
  const float s = petal.length * u * reach;
  const Profile at = profile_at(petal, s);
  // Across, the petal wraps about the flower's axis: tightly in the heart, flatter outside.
  const float wrap =
      std::max(at.out, 0.03F) + 0.42F * petal.age * smooth_step(0.0F, 0.6F, petal.age);
  const float around = v * std::min(petal.width * outline / wrap, kMostWrap);
  const float edge = v * v * smooth_step(0.3F, 1.0F, u);
  const float curl = edge * mix(-0.02F, 0.10F, petal.age) + 0.16F * ripple * u * petal.age;
  // One edge lies within the neighbour's and the other without: together they make the spiral.
  const float arm = wrap + curl * sine(at.slope) + petal.spiral * v * smooth_step(0.0F, 0.4F, u);
  const float out = at.out - wrap + arm * cosine(around);
  const float aside = arm * sine(around);
  const float up = at.up - curl * cosine(at.slope) * 0.8F;
  const float c = cosine(petal.turn);
  const float t = sine(petal.turn);
  return {c * aside - t * out, t * aside + c * out, up};
}

RosePetal rose_petal(int index, Random& random) {
  const float age = static_cast<float>(index) / (kPetals - 1);
  const float open = smooth_step(0.0F, 1.0F, age);
  return {.age = age,
          .turn = kGoldenAngle * static_cast<float>(index) + about(random, 0.22F),
          .length = mix(0.46F, 0.88F, age) * (1 + about(random, 0.08F)),
          .width = mix(0.20F, 0.56F, std::sqrt(age)) * (1 + about(random, 0.10F)),
          .base = mix(0.022F, 0.20F, age),
          .slope = mix(1.60F, 0.18F, mix(age, open, 0.35F)) + about(random, 0.06F),
          .cup = mix(0.25F, 1.0F, age) * (1 + about(random, 0.25F)),
          .lip = mix(0.10F, 1.5F, age) * (1 + about(random, 0.35F)),
          .spiral = mix(0.022F, 0.01F, age),
          .depth = mix(-0.10F, 0.22F, std::sqrt(age)),
          .seed = static_cast<std::uint32_t>(random.next())};
}

// A cone that closes the heart, where petals stand too steeply to hide what is behind.
void grow_heart(Mesh& mesh, const Frame& frame, const Petals& petals, Detail detail) {
  const Vec3 color = 0.7F * petals.tip;
  mesh.add_sheet({.base = color, .tip = color}, detail.cells(8), detail.cells(16),
                 [&](float u, float v) {
                   const float r = 0.22F * (1 - u);
                   return frame.at({r * cosine(kPi * v), r * sine(kPi * v), 0.14F - 1.6F * r});
                 });
}

}  // namespace

void grow_rose(
    Mesh& mesh, const Frame& frame, const Petals& petals, Detail detail, Random& random) {
  grow_heart(mesh, frame, petals, detail);
  for (int i = 0; i < kPetals; ++i) {
    const RosePetal petal = rose_petal(i, random);
    const Material material = {.base = petals.base,
                               .tip = (1 + about(random, 0.05F)) * petals.tip,
                               .texture = Texture::Petal,
                               .veins = 0.07F,
                               .translucency = 0.38F,
                               .gloss = 0.06F,
                               .turning = 0.4F};
    mesh.add_sheet(material, detail.cells(32), detail.cells(32),
                   [&](float u, float v) { return frame.at(petal_point(petal, u, v)); });
  }
}

}  // namespace autochrome::garden
