#include "train/tensor_color.h"

#include <cmath>

#include <gtest/gtest.h>

#include "color/lab.h"

namespace autochrome::train {
namespace {

/// [1, 3, 1, N]: a grid of colours through the whole cube, faces and corners included.
torch::Tensor grid_of_colors() {
  const torch::Tensor steps = torch::linspace(0, 1, 18);
  const auto grid = torch::meshgrid({steps, steps, steps}, "ij");
  return torch::stack({grid[0].reshape(-1), grid[1].reshape(-1), grid[2].reshape(-1)})
      .reshape({1, 3, 1, -1});
}

TEST(TensorColor, LabAgreesWithTheScalarReference) {
  const torch::Tensor rgb = grid_of_colors();
  const torch::Tensor lab = lab_of_rgb(rgb);
  for (std::int64_t i = 0; i < rgb.size(3); ++i) {
    const auto channel = [&](const torch::Tensor& t, int c) { return t[0][c][0][i].item<float>(); };
    const color::Lab wanted = color::to_lab({channel(rgb, 0), channel(rgb, 1), channel(rgb, 2)});
    ASSERT_NEAR(channel(lab, 0), wanted.l, 1e-3);
    ASSERT_NEAR(channel(lab, 1), wanted.a, 2e-3);
    ASSERT_NEAR(channel(lab, 2), wanted.b, 2e-3);
  }
}

TEST(TensorColor, RgbIsTheInverse) {
  const torch::Tensor rgb = grid_of_colors();
  EXPECT_LT((rgb_of_lab(lab_of_rgb(rgb)) - rgb).abs().max().item<float>(), 1e-4);
}

TEST(TensorColor, GrayHasNoChroma) {
  const torch::Tensor gray =
      torch::linspace(0, 1, 256).reshape({1, 1, 1, 256}).repeat({1, 3, 1, 1});
  EXPECT_LT(lab_of_rgb(gray).slice(1, 1, 3).abs().max().item<float>(), 1e-4);
}

TEST(TensorColor, GradientsAreFiniteEvenAtBlack) {
  torch::Tensor rgb = torch::zeros({1, 3, 1, 2}).set_requires_grad(true);
  lab_of_rgb(rgb).sum().backward();
  EXPECT_TRUE(rgb.grad().isfinite().all().item<bool>());
  torch::Tensor lab = torch::zeros({1, 3, 1, 2}).set_requires_grad(true);
  rgb_of_lab(lab).sum().backward();
  EXPECT_TRUE(lab.grad().isfinite().all().item<bool>());
}

}  // namespace
}  // namespace autochrome::train
