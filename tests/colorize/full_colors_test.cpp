#include "colorize/full_colors.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <thread>

#include <gtest/gtest.h>

#include "base/error.h"
#include "color/lab.h"
#include "colorize/network_colors.h"
#include "garden/garden.h"
#include "image/samples.h"
#include "image/thumbnail.h"
#include "nets/registry.h"

namespace autochrome::colorize {
namespace {

struct Colors {
  std::vector<float> a;
  std::vector<float> b;
};

/// One of the registry's networks with fresh weights.
std::shared_ptr<const model::TrainedModel> fresh(const std::string& net, const Json& config) {
  graph::Graph graph = nets::build(net, config);
  auto weights = std::make_shared<const Weights>(initial_weights(graph, 3));
  return std::make_shared<const model::TrainedModel>(
      model::TrainedModel{.network = {net, config, std::move(graph), std::move(weights)},
                          .convention = {.predict = "ab"},
                          .provenance = Json::object(),
                          .hash = {}});
}

std::shared_ptr<const model::TrainedModel> small_unet() {
  return fresh("unet", {{"depth", 2}, {"width", 8}, {"residual_layers", 1}, {"outputs", 2}});
}

image::Picture garden(int width, int height) {
  const garden::Photograph drawn = garden::draw(width, height, 11);
  return image::from_samples({.width = width,
                              .height = height,
                              .bands = 1,
                              .values = {drawn.gray.begin(), drawn.gray.end()}});
}

image::Picture gradient(int width, int height) {
  image::Samples samples{.width = width, .height = height, .bands = 1, .bits = 16, .values = {}};
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      samples.values.push_back(static_cast<std::uint16_t>(65535 * (x + y) / (width + height)));
    }
  }
  return image::from_samples(samples);
}

image::Plane lightness_of(const image::Picture& picture) {
  image::Plane plane{{}, picture.width(), picture.height()};
  plane.values.resize(static_cast<std::size_t>(plane.width) *
                      static_cast<std::size_t>(plane.height));
  image::LightnessRows(picture).read(plane.height, plane.values.data());
  return plane;
}

std::shared_ptr<infer::Session> session_of(const model::TrainedModel& model, int threads) {
  return std::make_shared<infer::Session>(model.network, infer::SessionOptions{.threads = threads});
}

Colors tiled(const image::Picture& picture,
             const std::shared_ptr<const model::TrainedModel>& model,
             image::PlaneSize tile,
             Overlap overlap,
             int threads = 1) {
  const FullColors field(image::LightnessRows(picture), model, session_of(*model, threads), tile,
                         overlap);
  const auto width = static_cast<std::size_t>(picture.width());
  Colors colors;
  colors.a.resize(width * static_cast<std::size_t>(picture.height()));
  colors.b = colors.a;
  for (int y = 0; y < picture.height(); ++y) {
    const std::size_t to = static_cast<std::size_t>(y) * width;
    field.row(y, 0, picture.width(), nullptr, &colors.a[to], &colors.b[to]);
  }
  return colors;
}

float largest(const std::vector<float>& one, const std::vector<float>& other) {
  float most = 0;
  for (std::size_t i = 0; i < one.size(); ++i) most = std::max(most, std::abs(one[i] - other[i]));
  return most;
}

/// How many 8-bit steps of sRGB the two differ by at most.
int largest_step(const Colors& one, const NetworkColors& other, const image::Plane& lightness) {
  int most = 0;
  const auto byte = [](float value) {
    return static_cast<int>(std::lround(255 * std::clamp(value, 0.0F, 1.0F)));
  };
  for (std::size_t i = 0; i < one.a.size(); ++i) {
    const color::Rgb x = color::to_rgb({lightness.values[i], one.a[i], one.b[i]});
    const color::Rgb y = color::to_rgb({lightness.values[i], other.a[i], other.b[i]});
    most = std::max({most, std::abs(byte(x.r) - byte(y.r)), std::abs(byte(x.g) - byte(y.g)),
                     std::abs(byte(x.b) - byte(y.b))});
  }
  return most;
}

TEST(FullColors, TilesThatOverlapByTheReachShowNoSeam) {
  const auto model = small_unet();
  const graph::Reach reach = model->network.graph.reach();
  const Overlap overlap{std::max(reach.before, reach.after), 0};
  for (const image::Picture& picture : {garden(331, 270), gradient(300, 401)}) {
    const image::Plane lightness = lightness_of(picture);
    const NetworkColors whole = network_colors(lightness, *model, *session_of(*model, 1));
    const auto [low, high] = std::ranges::minmax(whole.a);
    ASSERT_GT(high - low, 1) << "a network that says one thing everywhere proves nothing";
    const Colors colors = tiled(picture, model, {144, 128}, overlap);
    EXPECT_LT(largest(colors.a, whole.a), 0.01F);
    EXPECT_LT(largest(colors.b, whole.b), 0.01F);
    EXPECT_LE(largest_step(colors, whole, lightness), 1);
  }
}

TEST(FullColors, TilesThatOverlapTooLittleShowSeams) {
  const auto model = small_unet();
  const image::Picture picture = garden(331, 270);
  const NetworkColors whole = network_colors(lightness_of(picture), *model, *session_of(*model, 1));
  EXPECT_GT(largest(tiled(picture, model, {144, 128}, {0, 0}).a, whole.a), 0.5F);
}

TEST(FullColors, FadeLeavesNoStepWhereTheOverlapFallsShort) {
  const auto model = small_unet();
  const image::Picture picture = gradient(260, 260);
  const auto step_at = [&](Overlap overlap, int length) {
    const Colors colors = tiled(picture, model, {128, 288}, overlap);
    const TileAxis axis(260, length, overlap, model->network.graph.spatial_multiple());
    float most = 0;
    for (int x = axis.begin(1) - 1; x <= axis.end(0); ++x) {
      for (int y = 0; y < 260; ++y) {
        const auto i = static_cast<std::size_t>(y * 260 + x);
        most = std::max(most, std::abs(colors.a[i + 1] - colors.a[i]));
      }
    }
    return most;
  };
  EXPECT_LT(step_at({4, 24}, 128), 0.5F * step_at({4, 0}, 128));
}

TEST(FullColors, DoNotDependOnTheNumberOfThreads) {
  const auto model = small_unet();
  const image::Picture picture = garden(200, 170);
  const Colors one = tiled(picture, model, {112, 112}, {16, 8}, 1);
  const Colors three = tiled(picture, model, {112, 112}, {16, 8}, 3);
  EXPECT_EQ(one.a, three.a);
  EXPECT_EQ(one.b, three.b);
}

TEST(FullColors, RowsMayBeAskedForByManyThreadsALittleOutOfOrder) {
  const auto model = small_unet();
  const image::Picture picture = garden(180, 240);
  const Colors wanted = tiled(picture, model, {112, 96}, {16, 8});
  const FullColors field(image::LightnessRows(picture), model, session_of(*model, 1), {112, 96},
                         {16, 8});
  Colors colors{std::vector<float>(wanted.a.size()), std::vector<float>(wanted.a.size())};
  {
    std::vector<std::jthread> threads;
    for (int first = 0; first < 4; ++first) {
      threads.emplace_back([&, first] {
        for (int y = first; y < 240; y += 4) {
          const auto to = static_cast<std::size_t>(y) * 180;
          field.row(y, 0, 180, nullptr, &colors.a[to], &colors.b[to]);
        }
      });
    }
  }
  EXPECT_EQ(colors.a, wanted.a);
  EXPECT_EQ(colors.b, wanted.b);
}

TEST(FullColors, PauseEndsTheWorkAndItStaysEnded) {
  const auto model = small_unet();
  int left = 3;
  const FullColors field(image::LightnessRows(garden(300, 300)), model, session_of(*model, 1),
                         {128, 128}, {16, 8}, [&left] {
                           if (--left < 0) throw InputError("enough");
                         });
  std::vector<float> row(300);
  EXPECT_THROW(
      {
        for (int y = 0; y < 300; ++y) field.row(y, 0, 300, nullptr, row.data(), row.data());
      },
      InputError);
  EXPECT_THROW(field.row(299, 0, 300, nullptr, row.data(), row.data()), InputError);
}

TEST(FullColors, PictureWithinOneTileIsRunAtOnce) {
  const auto model = small_unet();
  const image::Picture picture = garden(97, 61);
  const NetworkColors whole = network_colors(lightness_of(picture), *model, *session_of(*model, 1));
  const Colors colors = tiled(picture, model, {512, 512}, {16, 8});
  EXPECT_LT(largest(colors.a, whole.a), 0.003F) << "half a step of 1/256";
}

TEST(TileNeeds, OverlapIsTheNetworksReach) {
  const auto model = small_unet();
  const graph::Reach reach = model->network.graph.reach();
  const TileNeeds needs = tile_needs(*model, *session_of(*model, 1));
  EXPECT_EQ(needs.overlap.margin, std::max(reach.before, reach.after));
  EXPECT_EQ(needs.overlap.fade, 0);
  EXPECT_EQ(needs.multiple, model->network.graph.spatial_multiple());
  EXPECT_GT(needs.bytes_per_pixel, 24) << "in and out alone take as much";
}

}  // namespace
}  // namespace autochrome::colorize
