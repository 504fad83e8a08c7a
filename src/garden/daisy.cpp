#include "garden/flowers.h"
#include "garden/noise.h"

namespace autochrome::garden {

namespace {

// A petal that goes out from the disc. Angles are in radians.
struct Ray {
  float turn;  // about the flower's axis
  float length;
  float width;  // half of it
  float raise;  // slope at the base
  float bend;   // change of slope over the length
  float sway;   // sideways, of the tip
  float twist;  // of the petal about its own length
  float groove;
  float notch;
  float lift;  // above the flower's plane
  std::uint32_t seed;
};

Vec3 ray_point(const Ray& ray, float start, float u, float v) {
  const float outline = mix(0.42F, 1.0F, smooth_step(0.0F, 0.62F, u)) *
                        (1 - 0.34F * smooth_step(0.7F, 1.0F, u) * smooth_step(0.7F, 1.0F, u));
  // The far edge is round, with two small notches between three teeth.
  const float teeth = ray.notch * (1 - cosine(3 * kPi * v));
  const float s = ray.length * u * (1 - (0.12F * v * v * v * v + 0.02F * v * v + teeth) * u);
  const float slope = ray.raise + 0.5F * ray.bend * u * u;
  const float aside = v * ray.width * outline;
  const float tilt = ray.twist * u;
  const float cup = 0.30F * v * v * ray.width * (1 - 0.5F * u);
  const float groove = ray.groove * cosine(2 * kPi * v) * ray.width * smooth_step(0.0F, 0.3F, u);
  const float wave = 0.10F * ray.width * (cloud_noise(2.5F * u, 1.5F * v, ray.seed) - 0.5F) * 2;
  const float up = cup + groove + wave + aside * sine(tilt);
  const float out = start + s * cosine(slope) - up * sine(slope);
  const float x = aside * cosine(tilt) + ray.sway * u * u;
  const float z = ray.lift + s * sine(slope) + up * cosine(slope);
  const float c = cosine(ray.turn);
  const float t = sine(ray.turn);
  return {c * x - t * out, t * x + c * out, z};
}

/// The petal at `place` of its whorl, from 0 to 1 around; `is_back` for the whorl behind.
Ray ray_of(const DaisyShape& shape, float place, bool is_back, Random& random) {
  const float spacing = kTurn / static_cast<float>(shape.petals);
  return {.turn = place * kTurn + about(random, 0.18F * spacing),
          .length = (1 - 0.8F * shape.disc) * (1 + about(random, 0.07F)),
          .width = shape.width * (1 + about(random, 0.18F)),
          .raise = (is_back ? 0 : shape.raise) + about(random, 0.10F),
          .bend = -2 * shape.droop * (1 + about(random, 0.9F)) - (is_back ? 0.2F : 0),
          .sway = about(random, 0.07F),
          .twist = about(random, 0.25F),
          .groove = 0.10F + about(random, 0.05F),
          .notch = 0.025F + about(random, 0.02F),
          .lift = static_cast<float>(random.below(3)) * 0.015F - (is_back ? 0.05F : 0),
          .seed = static_cast<std::uint32_t>(random.next())};
}

void grow_rays(Mesh& mesh,
               const Frame& frame,
               const DaisyShape& shape,
               const Petals& petals,
               Detail detail,
               Random& random) {
  const Material material = {.base = petals.base,
                             .tip = petals.tip,
                             .texture = Texture::Petal,
                             .veins = 0.16F,
                             .translucency = 0.34F,
                             .gloss = 0.08F,
                             .turning = 0.3F};
  for (const bool is_back : {true, false}) {
    for (int i = 0; i < shape.petals; ++i) {
      const float place = static_cast<float>(i) + (is_back ? 0.5F : 0);
      const Ray ray = ray_of(shape, place / static_cast<float>(shape.petals), is_back, random);
      mesh.add_sheet(material, detail.cells(30), detail.cells(18), [&](float u, float v) {
        return frame.at(ray_point(ray, 0.8F * shape.disc, u, v));
      });
    }
  }
}

// A small dome on the disc; those that are open are tall and have five lobes.
struct Floret {
  Vec3 foot;
  Vec3 up;
  float radius;
  float height;
  Vec3 color;
};

void grow_floret(Mesh& mesh, const Frame& frame, const Floret& floret, Detail detail) {
  const Frame own = Frame::facing(floret.up, 0, floret.foot, 1);
  const Material material = {
      .base = 0.6F * floret.color, .tip = floret.color, .translucency = 0.15F, .gloss = 0.12F};
  mesh.add_sheet(material, detail.cells(4), detail.cells(7), [&](float u, float v) {
    const float polar = 0.5F * kPi * (1 - u);
    const float around = kPi * v;
    const float out = floret.radius * sine(polar) * (1 + 0.22F * u * cosine(5 * around));
    return frame.at(
        own.at({out * cosine(around), out * sine(around), floret.height * cosine(polar)}));
  });
}

/// The disc's dome with its dimple: height above the flower's plane at a distance from the axis.
float disc_height(float disc, float r) {
  const float t = r / disc;
  const float dome = 0.42F * disc;
  return 0.02F + dome * (1 - t * t) - 0.30F * dome * (1 - smooth_step(0.0F, 0.5F, t));
}

/// Number `index` of `count`, from the middle outwards on a golden spiral (Vogel 1979, "A better
/// way to construct the sunflower head").
Floret floret_of(const DaisyShape& shape, int index, int count, Random& random) {
  const Vec3 ripe = shape.disc_color;
  const Vec3 young = mix(ripe, {0.42F, 0.46F, 0.03F}, 0.55F);
  const float t = std::sqrt((static_cast<float>(index) + 0.5F) / static_cast<float>(count));
  const float r = shape.disc * t;
  const float around = kGoldenAngle * static_cast<float>(index);
  const Vec3 out = {cosine(around), sine(around), 0};
  const float slope = (disc_height(shape.disc, r + 0.01F) - disc_height(shape.disc, r)) / 0.01F;
  const float open = smooth_step(0.45F, 0.85F, t + about(random, 0.12F));
  const float size = shape.disc * 1.15F / std::sqrt(static_cast<float>(count));
  const Vec3 lean = {about(random, 0.25F), about(random, 0.25F), 1};
  return {.foot = r * out + Vec3{0, 0, disc_height(shape.disc, r)},
          .up = lean - slope * out,
          .radius = size * mix(0.85F, 1.05F, open),
          .height = size * mix(1.0F, 2.4F + about(random, 0.6F), open),
          .color = (1 + about(random, 0.15F)) * mix(young, ripe, smooth_step(0.2F, 0.7F, t))};
}

void grow_disc(
    Mesh& mesh, const Frame& frame, const DaisyShape& shape, Detail detail, Random& random) {
  const Vec3 shade = 0.35F * shape.disc_color;
  mesh.add_sheet({.base = shade, .tip = shade}, detail.cells(10), detail.cells(40),
                 [&](float u, float v) {
                   const float r = shape.disc * 1.03F * (1 - u);
                   const float z = disc_height(shape.disc, r) - 0.012F;
                   return frame.at({r * cosine(kPi * v), r * sine(kPi * v), z});
                 });
  const int florets = detail.cells(20) * detail.cells(20);
  for (int i = 0; i < florets; ++i) {
    grow_floret(mesh, frame, floret_of(shape, i, florets, random), detail);
  }
}

}  // namespace

void grow_daisy(Mesh& mesh,
                const Frame& frame,
                const DaisyShape& shape,
                const Petals& petals,
                Detail detail,
                Random& random) {
  grow_rays(mesh, frame, shape, petals, detail, random);
  grow_disc(mesh, frame, shape, detail, random);
}

}  // namespace autochrome::garden
