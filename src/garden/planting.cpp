#include "garden/planting.h"

#include "garden/foliage.h"
#include "garden/noise.h"

namespace autochrome::garden {

namespace {

constexpr Vec3 kLeafGreen = {0.055F, 0.13F, 0.03F};
constexpr Vec3 kGrassGreen = {0.10F, 0.20F, 0.035F};
constexpr Vec3 kStemGreen = {0.11F, 0.19F, 0.05F};

Vec3 varied_green(Vec3 color, Random& random) {
  const float light = between(random, 0.75F, 1.25F);
  const Vec3 hue = {between(random, 0.8F, 1.25F), 1, between(random, 0.8F, 1.2F)};
  return light * (hue * color);
}

Vec3 somewhere_in(const Bed& bed, Random& random) {
  return {between(random, bed.low.x, bed.high.x), between(random, bed.low.y, bed.high.y),
          between(random, bed.low.z, bed.high.z)};
}

void plant_tulip(
    Mesh& mesh, const Variety& variety, const Bloom& bloom, Detail detail, Random& random) {
  const Vec3 up = {0.35F * bloom.tilt_x, 1, 0.10F + 0.25F * bloom.tilt_y};
  const Vec3 foot = bloom.place - Vec3{0, 0.72F * bloom.size, 0};
  const Frame frame = Frame::facing(up, between(random, 0, kTurn), foot, bloom.size);
  grow_tulip(mesh, frame, variety.petals, detail, random);
  grow_stem(mesh, foot - Vec3{0.5F * bloom.tilt_x, 4, 0}, {0, 2.5F, 0},
            foot + (0.04F * bloom.size) * up, 0.06F * bloom.size, kStemGreen, detail);
}

void plant_open_bloom(
    Mesh& mesh, const Variety& variety, const Bloom& bloom, Detail detail, Random& random) {
  const Vec3 out = {bloom.tilt_x, bloom.tilt_y, 1};
  const Frame frame = Frame::facing(out, between(random, 0, kTurn), bloom.place, bloom.size);
  const Vec3 neck = bloom.place - (0.12F * bloom.size) * normalized(out);
  const Vec3 foot = neck - Vec3{0.6F * out.x - 0.15F * bloom.size, 4, 0.5F};
  grow_stem(mesh, foot, {-0.1F, 3.2F, 0}, neck, 0.045F * bloom.size, kStemGreen, detail);
  if (variety.species == Species::Rose) {
    grow_rose(mesh, frame, variety.petals, detail, random);
  } else {
    grow_daisy(mesh, frame, variety.shape, variety.petals, detail, random);
  }
}

}  // namespace

float between(Random& random, float low, float high) noexcept {
  return low + (high - low) * static_cast<float>(random.uniform());
}

void plant_bloom(
    Mesh& mesh, const Variety& variety, const Bloom& bloom, Detail detail, Random& random) {
  if (variety.species == Species::Tulip) {
    plant_tulip(mesh, variety, bloom, detail, random);
  } else {
    plant_open_bloom(mesh, variety, bloom, detail, random);
  }
}

void plant_leaves(
    Mesh& mesh, int count, const Bed& bed, float length, Detail detail, Random& random) {
  // One statement for every draw: the order in which arguments are worked out is the compiler's.
  for (int i = 0; i < count; ++i) {
    const Vec3 foot = somewhere_in(bed, random);
    const Vec3 facing = {about(random, 0.7F), between(random, -0.1F, 0.9F),
                         between(random, 0.4F, 1.0F)};
    const float spin = about(random, 2.2F);
    const float size = length * between(random, 0.7F, 1.2F);
    const LeafShape shape = {.width = between(random, 0.24F, 0.36F),
                             .fold = between(random, 0.1F, 0.5F),
                             .droop = between(random, 0.2F, 1.0F),
                             .color = varied_green(kLeafGreen, random)};
    grow_leaf(mesh, Frame::facing(facing, spin, foot, size), shape, detail, random);
  }
}

void plant_grass(
    Mesh& mesh, int count, const Bed& bed, float width, Detail detail, Random& random) {
  for (int i = 0; i < count; ++i) {
    Vec3 foot = somewhere_in(bed, random);
    foot.y = bed.low.y;
    const float height = between(random, 0.55F, 1.0F) * (bed.high.y - bed.low.y);
    const Vec3 up = {about(random, 0.3F), height, about(random, 0.2F)};
    const Vec3 lean = {about(random, 0.5F * height), -height * between(random, 0, 0.35F),
                       between(random, -0.1F, 0.4F)};
    const float half = width * between(random, 0.6F, 1.3F);
    grow_blade(mesh, foot, up, lean, half, varied_green(kGrassGreen, random), detail);
  }
}

}  // namespace autochrome::garden
