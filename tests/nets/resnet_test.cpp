#include "nets/resnet.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/nets/network_facts.h"

namespace autochrome::nets {
namespace {

TEST(Resnet, HasTwentyLayersOfTwoConvolutions) {
  const std::string text = to_text(resnet({}));
  EXPECT_EQ(count(text, "= conv 256->256 k1"), 40);
  EXPECT_EQ(count(text, "= batch_norm 256"), 21);
  EXPECT_EQ(count(text, "= leaky_relu 0.3"), 41);
  EXPECT_EQ(count(text, "= add "), 20);
  EXPECT_EQ(text.substr(0, text.find("residual1")),
            "lightness = input 1 ()\n"
            "norm = batch_norm 1 eps 0.001 (lightness)\n"
            "first = conv 1->256 k1 s1 d1 g1 p0,0 bias (norm)\n");
}

TEST(Resnet, SeesItsNeighboursAlone) { EXPECT_EQ(resnet({}).reach().field(), 3); }

TEST(Resnet, CostsWhatItsConfigSays) {
  EXPECT_EQ(resnet({}).spatial_multiple(), 1);
  EXPECT_EQ(resnet({}).multiply_adds({&kPicture, 1}),
            16'384LL * (256 + 40 * 256 * 256 + 9 * 256 * 3));
}

}  // namespace
}  // namespace autochrome::nets
