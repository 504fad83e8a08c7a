#include "nets/deep_cnn.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/nets/network_facts.h"

namespace autochrome::nets {
namespace {

TEST(DeepCnn, ConcatenatesAfterEveryThirdConvolution) {
  const std::string text = to_text(deep_cnn({.width = 8}));
  EXPECT_EQ(count(text, "= conv "), 6 + 1);
  EXPECT_EQ(count(text, "= concat (leaky_relu"), 2);
  EXPECT_NE(text.find("block4.conv = conv 16->8 k3"), std::string::npos);
  EXPECT_NE(text.find("color = conv 16->3 k3"), std::string::npos);
}

TEST(DeepCnn, CostsWhatItsConfigSays) {
  EXPECT_EQ(deep_cnn({}).spatial_multiple(), 1);
  EXPECT_EQ(deep_cnn({}).reach().field(), 15);
  EXPECT_EQ(deep_cnn({}).parameter_count(), 226'755);
  EXPECT_EQ(deep_cnn({}).multiply_adds({&kPicture, 1}), 3'689'938'944);
}

}  // namespace
}  // namespace autochrome::nets
