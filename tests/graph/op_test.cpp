#include "graph/op.h"

#include <string>

#include <gtest/gtest.h>

#include "base/error.h"
#include "tests/message_of.h"

namespace autochrome::graph {
namespace {

std::string refusal(const Op& op, std::initializer_list<Shape> inputs) {
  const std::vector<Shape> shapes = inputs;
  return testing::message_of<ShapeError>([&] { return output_shape(op, shapes); });
}

Shape shape_of(const Op& op, std::initializer_list<Shape> inputs) {
  const std::vector<Shape> shapes = inputs;
  return output_shape(op, shapes);
}

TEST(Op, ConvolutionsKeepOrDivideTheSize) {
  EXPECT_EQ(shape_of(Conv2d{.in = 3, .out = 8}, {{2, 3, 5, 7}}), (Shape{2, 8, 5, 7}));
  EXPECT_EQ(shape_of(Conv2d{.in = 3, .out = 8, .kernel = 4, .stride = 2}, {{1, 3, 8, 6}}),
            (Shape{1, 8, 4, 3}));
  EXPECT_EQ(shape_of(Conv2d{.in = 1, .out = 1, .kernel = 3, .pad_begin = 0, .pad_end = 0},
                     {{1, 1, 5, 9}}),
            (Shape{1, 1, 3, 7}));
  EXPECT_EQ(shape_of(Conv2d{.in = 1, .out = 1, .dilation = 4, .pad_begin = 4, .pad_end = 4},
                     {{1, 1, 2, 3}}),
            (Shape{1, 1, 2, 3}));
}

TEST(Op, ConvolutionsRefuseOtherChannels) {
  EXPECT_EQ(refusal(Conv2d{.in = 3, .out = 8}, {{1, 4, 5, 5}}),
            "a convolution wants 3 channels and got [1, 4, 5, 5]");
}

TEST(Op, ConvolutionsRefusePicturesSmallerThanTheirReach) {
  EXPECT_EQ(
      refusal(Conv2d{.in = 1, .out = 1, .kernel = 5, .pad_begin = 1, .pad_end = 1}, {{1, 1, 2, 9}}),
      "a convolution of reach 5 does not fit into [1, 1, 2, 9] padded to 4");
}

TEST(Op, TransposedConvolutionsMultiplyTheSize) {
  const ConvTranspose2d conv{.in = 3, .out = 8};
  EXPECT_EQ(shape_of(conv, {{2, 3, 5, 7}}), (Shape{2, 8, 10, 14}));
  EXPECT_EQ(refusal(conv, {{2, 4, 5, 7}}),
            "a transposed convolution wants 3 channels and got [2, 4, 5, 7]");
}

TEST(Op, DropoutKeepsTheShape) {
  EXPECT_EQ(shape_of(Dropout{}, {{2, 3, 5, 7}}), (Shape{2, 3, 5, 7}));
}

TEST(Op, PoolingDividesTheSize) {
  EXPECT_EQ(shape_of(MaxPool2d{3}, {{2, 4, 6, 9}}), (Shape{2, 4, 2, 3}));
  EXPECT_EQ(refusal(MaxPool2d{2}, {{1, 4, 6, 9}}),
            "max pooling by 2 wants sides that are its multiples and got [1, 4, 6, 9]");
}

TEST(Op, AveragingAllLeavesOnePixel) {
  EXPECT_EQ(shape_of(GlobalAveragePool{}, {{2, 4, 5, 7}}), (Shape{2, 4, 1, 1}));
}

TEST(Op, ResizingMultipliesTheSize) {
  EXPECT_EQ(shape_of(Resize{3, Interpolation::Bilinear}, {{2, 4, 2, 5}}), (Shape{2, 4, 6, 15}));
}

TEST(Op, ConcatenationsAddUpChannels) {
  EXPECT_EQ(shape_of(Concat{}, {{2, 4, 2, 5}, {2, 1, 2, 5}, {2, 16, 2, 5}}), (Shape{2, 21, 2, 5}));
  EXPECT_EQ(refusal(Concat{}, {{2, 4, 2, 5}, {2, 1, 2, 6}}),
            "cannot concatenate [2, 4, 2, 5] and [2, 1, 2, 6]");
}

TEST(Op, SumsAreOfOneShape) {
  EXPECT_EQ(shape_of(Add{}, {{2, 4, 2, 5}, {2, 4, 2, 5}}), (Shape{2, 4, 2, 5}));
  EXPECT_EQ(refusal(Add{}, {{2, 4, 2, 5}, {2, 5, 2, 5}}),
            "cannot add [2, 4, 2, 5] and [2, 5, 2, 5]");
}

TEST(Op, NamesAndShapesItsParameters) {
  const auto conv = params_of(Conv2d{.in = 6, .out = 4, .kernel = 3, .groups = 2});
  ASSERT_EQ(conv.size(), 2U);
  EXPECT_EQ(conv[0].suffix, "weight");
  EXPECT_EQ(conv[0].dims, (std::vector<std::int64_t>{4, 3, 3, 3}));
  EXPECT_EQ(conv[1].suffix, "bias");
  EXPECT_EQ(conv[1].dims, (std::vector<std::int64_t>{4}));
  EXPECT_EQ(params_of(Conv2d{.bias = false}).size(), 1U);
  const auto transposed = params_of(ConvTranspose2d{.in = 6, .out = 4});
  EXPECT_EQ(transposed.at(0).dims, (std::vector<std::int64_t>{6, 4, 4, 4}));
  EXPECT_EQ(transposed.at(0).fan_in, 6 * 4);  // 4 of the 16 taps meet in an output pixel
  EXPECT_EQ(transposed.at(1).dims, (std::vector<std::int64_t>{4}));
  const auto norm = params_of(BatchNorm2d{.channels = 5});
  ASSERT_EQ(norm.size(), 4U);
  for (const ParamSpec& spec : norm) {
    EXPECT_EQ(spec.dims, (std::vector<std::int64_t>{5}));
    EXPECT_EQ(spec.trainable, !spec.suffix.starts_with("running_")) << spec.suffix;
  }
  EXPECT_TRUE(params_of(Activate{}).empty());
}

TEST(Op, CountsTheMultiplyAddsOfConvolutions) {
  const Conv2d conv{.in = 6, .out = 4, .kernel = 3, .groups = 2};
  EXPECT_EQ(multiply_adds(conv, {2, 4, 5, 7}), 2 * 4 * 5 * 7 * 3 * 9);
  EXPECT_EQ(multiply_adds(ConvTranspose2d{.in = 6, .out = 4}, {2, 4, 10, 14}),
            2 * 6 * 5 * 7 * 4 * 16);
  EXPECT_EQ(multiply_adds(Activate{}, {2, 4, 5, 7}), 0);
}

}  // namespace
}  // namespace autochrome::graph
