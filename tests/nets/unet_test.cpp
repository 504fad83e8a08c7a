#include "nets/unet.h"

#include <string>

#include <gtest/gtest.h>

#include "base/error.h"
#include "tests/nets/network_facts.h"

namespace autochrome::nets {
namespace {

TEST(Unet, KeepsThePicturesSize) {
  const graph::Graph graph = unet({});
  EXPECT_EQ(graph.spatial_multiple(), 16);
  EXPECT_EQ(output_for(graph, {2, 1, 128, 96}), (Shape{2, 3, 128, 96}));
  EXPECT_EQ(output_for(unet({.outputs = 2}), {1, 1, 16, 16}), (Shape{1, 2, 16, 16}));
}

TEST(Unet, RefusesSizesThatItCannotHalve) {
  EXPECT_THROW(output_for(unet({}), {1, 1, 100, 128}), ShapeError);
}

TEST(Unet, BeginsAsTheStudySays) {
  const std::string text = to_text(unet({}));
  EXPECT_EQ(text.substr(0, text.find("down1")),
            "lightness = input 1 ()\n"
            "norm = batch_norm 1 eps 0.001 (lightness)\n"
            "first = conv 1->16 k3 s1 d1 g1 p1,1 bias (norm)\n"
            "leaky_relu3 = leaky_relu 0.3 (first)\n");
}

TEST(Unet, CostsWhatItsConfigSays) {
  const graph::Graph graph = unet({.outputs = 2});
  const Shape input{1, 1, 128, 128};
  EXPECT_EQ(graph.parameter_count(), 2'956'166);
  EXPECT_EQ(graph.multiply_adds({&input, 1}), 1'290'534'912);
}

TEST(Unet, WidthsAndDepthsAreTheConfigs) {
  const graph::Graph graph = unet({.width = 3, .depth = 1, .residual_layers = 0, .outputs = 2});
  EXPECT_EQ(graph.spatial_multiple(), 2);
  EXPECT_EQ(to_text(graph).find("residual"), std::string::npos);
  EXPECT_THROW(static_cast<void>(unet({.width = 0})), InputError);
}

}  // namespace
}  // namespace autochrome::nets
