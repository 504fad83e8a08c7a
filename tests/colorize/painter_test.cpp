#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "colorize/colorizer.h"
#include "infer/network.h"
#include "nets/registry.h"
#include "tests/graph/random_model.h"

namespace autochrome::colorize {
namespace {

std::shared_ptr<const model::TrainedModel> small_unet() {
  const Json config{{"width", 32}, {"depth", 2}};
  model::TrainedModel model{.network = random_model(nets::build("unet", config), 5),
                            .convention = {.predict = "rgb", .size = 64},
                            .provenance = {},
                            .hash = {}};
  return std::make_shared<const model::TrainedModel>(std::move(model));
}

image::Plane gray(int width, int height) {
  const auto count = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
  return {std::vector<float>(count, 50.0F), width, height};
}

std::size_t packed_bytes(const model::TrainedModel& model) {
  return infer::shared_network(model.network, false)->packed().bytes();
}

TEST(Painter, FindsPackedWhatItWasToldToExpect) {
  const auto model = small_unet();
  Painter painter(model, {}, 2);
  painter.expect({3000, 1999});
  const double seconds = painter.network_seconds();
  EXPECT_GT(seconds, 0.0);
  EXPECT_EQ(painter.network_seconds(), 0.0);
  const std::size_t packed = packed_bytes(*model);
  EXPECT_GT(packed, 0U);
  // As such a picture's guide.
  const Painting painting = painter.paint(gray(1280, 853));
  EXPECT_EQ(painting.lightness.width, 64);
  EXPECT_EQ(painting.lightness.height, 43);
  EXPECT_EQ(packed_bytes(*model), packed);
  EXPECT_GT(painter.network_seconds(), 0.0);
}

TEST(Painter, PaintsAlikeWhateverItExpected) {
  const auto model = small_unet();
  Painter surprised(model, {}, 1);
  surprised.expect({9, 4000});
  Painter plain(model, {}, 1);
  const image::Plane guide = gray(100, 70);
  EXPECT_EQ(surprised.paint(guide).a.values, plain.paint(guide).a.values);
}

TEST(Painter, HasNothingToExpectAtFullSize) {
  const auto model = small_unet();
  Painter painter(model, {.size = kFullSize}, 1);
  painter.expect({100'000, 100'000});
  EXPECT_EQ(painter.network_seconds(), 0.0);
}

}  // namespace
}  // namespace autochrome::colorize
