#include "nets/autoencoder.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/nets/network_facts.h"

namespace autochrome::nets {
namespace {

TEST(Autoencoder, HasThreeSetsOfThreeOnEachSide) {
  const std::string text = to_text(autoencoder({}));
  EXPECT_EQ(count(text, "= conv "), 3 * 3 + 3 * 3 + 1);
  EXPECT_EQ(count(text, "= batch_norm "), 18);
  EXPECT_EQ(count(text, "= leaky_relu 0.3"), 18);
  EXPECT_EQ(count(text, "= max_pool 2"), 3);
  EXPECT_EQ(count(text, "= resize 2 nearest"), 3);
  EXPECT_EQ(count(text, "= concat"), 0);
}

TEST(Autoencoder, CostsWhatItsConfigSays) {
  EXPECT_EQ(autoencoder({}).spatial_multiple(), 8);
  EXPECT_EQ(autoencoder({}).parameter_count(), 1'112'451);
  EXPECT_EQ(autoencoder({}).multiply_adds({&kPicture, 1}), 1'491'075'072);
}

}  // namespace
}  // namespace autochrome::nets
