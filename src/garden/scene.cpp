#include "garden/scene.h"

#include <algorithm>

#include "garden/noise.h"
#include "garden/planting.h"

namespace autochrome::garden {

namespace {

constexpr Detail kFine = {1};
constexpr Detail kCoarse = {0.5F};
constexpr Detail kRough = {0.3F};

/// The stretch of garden that the picture shows, and on which side of it the main bloom stands.
struct Stage {
  float half_width;
  float half_height;
  float side;   // -1 or 1
  float spare;  // width beyond a square's, as a half, at most 1

  /// How many times a square's plants are needed to fill it.
  [[nodiscard]] int breadth() const noexcept {
    return 1 + static_cast<int>(half_width * half_height);
  }

  /// So many times wider and higher than what is seen at z = 0; farther off, more is seen.
  [[nodiscard]] Bed bed(float width, float bottom, float top, float back, float front) const {
    return {{-width * half_width, bottom * half_height, back},
            {width * half_width, top * half_height, front}};
  }
};

float random_sign(Random& random) { return random.below(2) == 0 ? -1.0F : 1.0F; }

Stage stage_of(const Camera& camera, Random& random) {
  const float half_width = camera.half_width();
  return {.half_width = half_width,
          .half_height = camera.half_height(),
          .side = random_sign(random),
          .spare = std::clamp(half_width - 1, 0.0F, 1.0F)};
}

Daylight choose_daylight(Random& random) {
  const float side = random_sign(random);
  return {.sun_direction = {side * between(random, 0.3F, 0.8F), between(random, 0.5F, 0.9F),
                            between(random, 0.1F, 0.7F)}};
}

Backdrop choose_backdrop(Random& random) {
  const float light = between(random, 0.5F, 1.3F);
  return {.top = light * Vec3{0.17F, 0.24F, 0.08F},
          .bottom = light * Vec3{0.05F, 0.09F, 0.025F},
          .mottling = between(random, 0.5F, 0.9F),
          .highlights = static_cast<int>(random.below(40)),
          .seed = static_cast<std::uint32_t>(random.next())};
}

/// The bloom that the picture is of, with the leaves next to it.
void plant_focus(Mesh& mesh, const Stage& stage, const Variety& variety, Random& random) {
  const bool is_tulip = variety.species == Species::Tulip;
  const float rise = 0.3F * std::clamp(stage.half_height - 1, 0.0F, 1.0F);
  const Bloom bloom = {.place = {stage.side * (0.08F + 0.28F * stage.spare), 0.06F + rise, 0},
                       .size = is_tulip ? 0.80F : between(random, 0.74F, 0.92F),
                       .tilt_x = -stage.side * between(random, 0.05F, 0.45F),
                       .tilt_y = between(random, 0, 0.45F)};
  plant_bloom(mesh, variety, bloom, kFine, random);
  const float left = bloom.place.x - 0.5F;
  const float right = bloom.place.x + 0.5F;
  if (is_tulip) {
    const float ground = -stage.half_height - 0.8F;
    plant_grass(mesh, 3, {{left, ground, -0.5F}, {right, 0.5F, -0.1F}}, 0.15F, kFine, random);
  } else {
    plant_leaves(mesh, 3, {{left, -1.1F, -0.7F}, {right, -0.5F, -0.4F}}, 0.8F, kFine, random);
  }
}

/// Its companions a little farther off, on the other side of the picture for the most part.
void plant_middle(Mesh& mesh, const Stage& stage, const Variety& variety, Random& random) {
  const int blooms = 1 + static_cast<int>(random.below(2)) + static_cast<int>(2 * stage.spare);
  for (int i = 0; i < blooms; ++i) {
    const float side = i % 3 == 2 ? stage.side : -stage.side;
    const Bloom bloom = {
        .place = {side * (stage.half_width + 0.2F) * between(random, 0.45F, 0.95F),
                  stage.half_height * about(random, 0.7F), -1.5F - 0.35F * static_cast<float>(i)},
        .size = between(random, 0.55F, 0.8F),
        .tilt_x = about(random, 0.6F),
        .tilt_y = between(random, 0, 0.7F)};
    plant_bloom(mesh, variety, bloom, kCoarse, random);
  }
  const int breadth = stage.breadth();
  plant_leaves(mesh, 7 * breadth, stage.bed(1.3F, -1.4F, 0.1F, -2.4F, -1.2F), 0.9F, kCoarse,
               random);
  plant_grass(mesh, 6 * breadth, stage.bed(1.3F, -1.5F, 0.9F, -2.4F, -1.0F), 0.05F, kCoarse,
              random);
}

/// What is only colour and light.
void plant_far(Mesh& mesh, const Stage& stage, const Variety& variety, Random& random) {
  const int breadth = stage.breadth();
  for (int i = 0; i < 4 * breadth; ++i) {
    const Bloom bloom = {
        .place = {stage.half_width * about(random, 1.8F), stage.half_height * about(random, 1.6F),
                  between(random, -6.5F, -4)},
        .size = between(random, 0.6F, 0.9F),
        .tilt_x = about(random, 0.8F),
        .tilt_y = between(random, 0, 0.8F)};
    plant_bloom(mesh, variety, bloom, kRough, random);
  }
  plant_leaves(mesh, 40 * breadth, stage.bed(2.2F, -2.2F, 1.4F, -7, -4), 1.2F, kRough, random);
  plant_grass(mesh, 16 * breadth, stage.bed(2.2F, -2.4F, 1.6F, -6, -3.5F), 0.07F, kRough, random);
}

}  // namespace

Scene compose(const Camera& camera, Random& random) {
  Scene scene;
  scene.daylight = choose_daylight(random);
  scene.backdrop = choose_backdrop(random);
  const Stage stage = stage_of(camera, random);
  const Variety variety = choose_variety(random);
  plant_focus(scene.focus.mesh, stage, variety, random);
  plant_middle(scene.middle.mesh, stage, variety, random);
  const Variety other = random.below(2) == 0 ? variety : choose_variety(random);
  plant_far(scene.far.mesh, stage, other, random);
  const int blades = 2 + static_cast<int>(random.below(3));
  plant_grass(scene.near.mesh, blades, stage.bed(1, -1.2F, 0.2F, 1.6F, 2.4F), 0.04F, kCoarse,
              random);
  return scene;
}

}  // namespace autochrome::garden
