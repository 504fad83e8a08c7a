#include "train/augment.h"

#include <cmath>

#include <gtest/gtest.h>

namespace autochrome::train {
namespace {

torch::Tensor pixel(float r, float g, float b) {
  return torch::tensor({r, g, b}).reshape({1, 3, 1, 1});
}

torch::Tensor column(float value) { return torch::tensor({value}).reshape({1, 1, 1}); }

void expect_pixel(const torch::Tensor& got, float r, float g, float b) {
  EXPECT_NEAR(got[0][0][0][0].item<float>(), r, 1e-5);
  EXPECT_NEAR(got[0][1][0][0].item<float>(), g, 1e-5);
  EXPECT_NEAR(got[0][2][0][0].item<float>(), b, 1e-5);
}

// By the definition of tf.image.adjust_hue: HSV, the hue turned, back to RGB.
TEST(HueShift, TurnsTheCircle) {
  expect_pixel(with_hue_shifted(pixel(1, 0, 0), column(1.0F / 3)), 0, 1, 0);
  expect_pixel(with_hue_shifted(pixel(1, 0, 0), column(-1.0F / 3)), 0, 0, 1);
  expect_pixel(with_hue_shifted(pixel(1, 0, 0), column(0.5F)), 0, 1, 1);
  expect_pixel(with_hue_shifted(pixel(0.2F, 0.8F, 0.5F), column(0)), 0.2F, 0.8F, 0.5F);
  // Hue 150°, saturation 0.75, value 0.8, turned by 36° to 186°: x = 0.2 + 0.6·0.9.
  expect_pixel(with_hue_shifted(pixel(0.2F, 0.8F, 0.5F), column(0.1F)), 0.2F, 0.74F, 0.8F);
}

TEST(HueShift, LeavesGrayAlone) {
  expect_pixel(with_hue_shifted(pixel(0.4F, 0.4F, 0.4F), column(0.27F)), 0.4F, 0.4F, 0.4F);
  expect_pixel(with_hue_shifted(pixel(0, 0, 0), column(0.27F)), 0, 0, 0);
}

TEST(HueShift, BackAndForthIsNothing) {
  torch::manual_seed(1);
  const torch::Tensor rgb = torch::rand({4, 3, 8, 8});
  const torch::Tensor turns = torch::tensor({0.1F, -0.4F, 0.5F, 0.03F}).reshape({4, 1, 1});
  const torch::Tensor back = with_hue_shifted(with_hue_shifted(rgb, turns), -turns);
  EXPECT_LT((back - rgb).abs().max().item<float>(), 1e-5);
}

// By the definition of tf.image.adjust_contrast: (x - mean) · factor + mean, by channel.
TEST(Contrast, ScalesAroundEachChannelsMean) {
  const torch::Tensor rgb =
      torch::tensor({0.2F, 0.4F, 0.5F, 0.5F, 0.1F, 0.9F}).reshape({1, 3, 1, 2});
  const torch::Tensor wanted =
      torch::tensor({0.25F, 0.35F, 0.5F, 0.5F, 0.3F, 0.7F}).reshape({1, 3, 1, 2});
  EXPECT_LT((with_contrast(rgb, column(0.5F)) - wanted).abs().max().item<float>(), 1e-6);
}

TEST(Contrast, StaysAPicture) {
  const torch::Tensor rgb = torch::tensor({0.0F, 1.0F}).reshape({1, 1, 1, 2}).repeat({1, 3, 1, 1});
  const torch::Tensor out = with_contrast(rgb, column(2));
  EXPECT_EQ(out.min().item<float>(), 0);
  EXPECT_EQ(out.max().item<float>(), 1);
}

TEST(Augmented, MirrorsOnlyThePicturesDrawn) {
  const torch::Tensor rgb = torch::arange(12, torch::kFloat32).reshape({2, 3, 1, 2}) / 12;
  const torch::Tensor out = augmented(rgb, {{.flip = false}, {.flip = true}});
  EXPECT_TRUE(out[0].equal(rgb[0]));
  EXPECT_TRUE(out[1].equal(rgb[1].flip({2})));
}

TEST(Draw, StaysInItsRangesAndIsRepeatable) {
  const TrainOptions options{.hue = 0.1F, .contrast = 0.3F, .flip = true};
  Random random(5);
  Random again(5);
  int flips = 0;
  for (int i = 0; i < 1000; ++i) {
    const Augmentation one = draw(options, random);
    const Augmentation other = draw(options, again);
    ASSERT_LE(std::abs(one.hue), 0.1F);
    ASSERT_GE(one.contrast, 0.7F);
    ASSERT_LE(one.contrast, 1.3F);
    ASSERT_EQ(one.hue, other.hue);
    flips += one.flip ? 1 : 0;
  }
  EXPECT_NEAR(flips, 500, 60);
}

TEST(Draw, NothingIsAskedNothingHappens) {
  const TrainOptions options{.hue = 0, .contrast = 0, .flip = false};
  Random random(5);
  const Augmentation one = draw(options, random);
  EXPECT_EQ(one.hue, 0);
  EXPECT_EQ(one.contrast, 1);
  EXPECT_FALSE(one.flip);
}

TEST(Placing, ShiftsToTheRightAndDown) {
  const torch::Tensor rgb = torch::arange(48, torch::kFloat32).reshape({1, 3, 4, 4});
  const torch::Tensor right = placed(rgb, {{.shift_x = 0.25F}});
  EXPECT_TRUE(right.slice(3, 1, 4).allclose(rgb.slice(3, 0, 3)));
  EXPECT_TRUE(right.select(3, 0).allclose(rgb.select(3, 0)));  // as it ends
  const torch::Tensor down = placed(rgb, {{.shift_y = 0.25F}});
  EXPECT_TRUE(down.slice(2, 1, 4).allclose(rgb.slice(2, 0, 3)));
}

TEST(Placing, ZoomsIntoTheMiddle) {
  torch::Tensor rgb = torch::zeros({1, 3, 8, 8});
  rgb.slice(2, 2, 6).slice(3, 2, 6).fill_(1);
  EXPECT_TRUE(placed(rgb, {{.zoom = 2}}).slice(2, 1, 7).slice(3, 1, 7).eq(1).all().item<bool>());
  EXPECT_TRUE(placed(rgb, {{}}).allclose(rgb));
}

TEST(Placing, IsDrawnOnlyWhereItIsAskedFor) {
  Random first(5);
  Random second(5);
  static_cast<void>(draw({}, first));
  const Augmentation moved = draw({.shift = 0.1F, .zoom = 0.2F}, second);
  EXPECT_NE(moved.shift_x, 0);
  EXPECT_LE(std::abs(moved.shift_y), 0.1F);
  EXPECT_NEAR(moved.zoom, 1, 0.2);
  EXPECT_NE(first.next(), second.next());
}

}  // namespace
}  // namespace autochrome::train
