#include "colorize/network_colors.h"

#include <limits>

#include <gtest/gtest.h>

#include "base/error.h"
#include "color/lab.h"
#include "graph/builder.h"

namespace autochrome::colorize {
namespace {

/// A network whose answer is scale · lightness + shift in every channel. A pooling and an enlarging
/// beside it make it insist on multiples of 4.
model::TrainedModel linear_model(const std::string& predict, float scale, float shift) {
  const model::Convention convention{.predict = predict};
  graph::GraphBuilder net;
  const graph::Value x = net.input("lightness", 1);
  const graph::Value coarse = net.resize(net.max_pool(x, 4), 4);
  const graph::Value out =
      net.conv("out", net.concat({x, coarse}), convention.outputs(), {.kernel = 1});
  Weights weights;
  const auto channels = static_cast<std::int64_t>(convention.outputs());
  Parameter weight{{channels, 2, 1, 1}, {}};
  for (std::int64_t c = 0; c < channels; ++c) {
    weight.values.push_back(scale);
    weight.values.push_back(0);
  }
  weights.set("out.weight", std::move(weight));
  weights.set("out.bias",
              {{channels}, std::vector<float>(static_cast<std::size_t>(channels), shift)});
  return {.network = {"",
                      {},
                      std::move(net).finish({{"color", out}}),
                      std::make_shared<const Weights>(std::move(weights))},
          .convention = convention,
          .provenance = {},
          .hash = {}};
}

image::Plane ramp(int width, int height) {
  image::Plane plane{{}, width, height};
  for (int i = 0; i < width * height; ++i) {
    plane.values.push_back(100.0F * static_cast<float>(i) / static_cast<float>(width * height));
  }
  return plane;
}

NetworkColors colors_of(const model::TrainedModel& model, const image::Plane& lightness) {
  infer::Session session(model.network, {.threads = 1});
  return network_colors(lightness, model, session);
}

TEST(NetworkColors, AnswerOfAnySizeIsReadAsAb) {
  const model::TrainedModel model = linear_model("ab", 0.5F, 0.25F);
  for (const auto& [width, height] : {std::pair{1, 1}, {7, 5}, {8, 4}, {3, 13}}) {
    const image::Plane lightness = ramp(width, height);
    const NetworkColors colors = colors_of(model, lightness);
    ASSERT_EQ(colors.a.size(), lightness.values.size());
    for (std::size_t i = 0; i < colors.a.size(); ++i) {
      // 0.5 L/100 + 0.25 in [0, 1] is (L - 50) · 220 / 200 in Lab units.
      ASSERT_NEAR(colors.a[i], 1.1F * (lightness.values[i] - 50), 1e-3) << width << "x" << height;
      ASSERT_EQ(colors.a[i], colors.b[i]);
    }
  }
}

TEST(NetworkColors, GainScalesTheChroma) {
  model::TrainedModel model = linear_model("ab", 0, 0.55F);
  const float plain = colors_of(model, ramp(4, 4)).a[0];
  model.convention.gain = 1.5F;
  EXPECT_FLOAT_EQ(colors_of(model, ramp(4, 4)).a[0], 1.5F * plain);
}

TEST(NetworkColors, RgbAnswerGivesItsAb) {
  const NetworkColors gray = colors_of(linear_model("rgb", 1, 0), ramp(6, 6));
  for (const float a : gray.a) ASSERT_NEAR(a, 0, 1e-3);
}

TEST(NetworkColors, AnswerThatIsNoNumberIsAModelsFault) {
  const float infinity = std::numeric_limits<float>::infinity();
  EXPECT_THROW(static_cast<void>(colors_of(linear_model("ab", 0, infinity), ramp(4, 4))),
               ModelError);
}

}  // namespace
}  // namespace autochrome::colorize
