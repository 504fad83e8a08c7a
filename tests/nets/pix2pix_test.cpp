#include "nets/pix2pix.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/nets/network_facts.h"

namespace autochrome::nets {
namespace {

TEST(Pix2pix, IsIsolasUNetWithReluAndDropout) {
  const std::string text = to_text(pix2pix({}));
  EXPECT_EQ(count(text, " k4 s2 "), 6 + 6);
  EXPECT_EQ(count(text, "= leaky_relu"), 0);
  EXPECT_EQ(count(text, "= dropout 0.5"), 3);
  EXPECT_EQ(count(text, "= concat"), 5);
  EXPECT_EQ(count(text, "= batch_norm"), 4 + 5);
  EXPECT_NE(text.find("down6.conv = conv 512->512 k4 s2"), std::string::npos);
  EXPECT_NE(text.find("up6.conv = conv_transpose 512->512 k4 s2 p1 ("), std::string::npos);
  EXPECT_NE(text.find("color = conv_transpose 128->3 k4 s2 p1 bias"), std::string::npos);
}

TEST(Pix2pix, HalvesAsOftenAsTold) {
  EXPECT_EQ(pix2pix({}).spatial_multiple(), 64);
  EXPECT_EQ(pix2pix({.width = 4, .depth = 1}).spatial_multiple(), 2);
  EXPECT_EQ(output_for(pix2pix({.width = 4, .depth = 2}), {1, 1, 12, 20}), (Shape{1, 3, 12, 20}));
}

TEST(Pix2pix, OfEightHalvingsCostsWhatIsolasDoes) {
  const Shape picture{1, 1, 256, 256};
  const auto macs = pix2pix({.depth = 8, .outputs = 2}).multiply_adds({&picture, 1});
  EXPECT_NEAR(static_cast<double>(macs), 6.0e9, 0.1e9);
}

}  // namespace
}  // namespace autochrome::nets
