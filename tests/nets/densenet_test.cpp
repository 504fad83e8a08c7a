#include "nets/densenet.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/nets/network_facts.h"

namespace autochrome::nets {
namespace {

TEST(Densenet, EveryBlockReadsAllBefore) {
  const std::string text = to_text(densenet({.width = 8, .blocks = 3, .growth = 2}));
  for (const char* part :
       {"first = conv 1->8 k1", "dense1.block1.conv = conv 8->8 k1",
        "dense1.block2.conv = conv 8->2 k4", "dense2.block1.conv = conv 10->8 k1",
        "dense3.block1.conv = conv 12->8 k1", "transition = conv 14->7 k1",
        "last.conv = conv 7->7 k1", "color = conv 7->3 k3"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part;
  }
  EXPECT_EQ(count(text, "= relu"), 2 * 3 + 1);
}

TEST(Densenet, CostsWhatItsConfigSays) {
  EXPECT_EQ(densenet({}).spatial_multiple(), 1);
  EXPECT_EQ(densenet({}).reach().field(), 1 + 4 * 3 + 2);
  EXPECT_EQ(densenet({}).multiply_adds({&kPicture, 1}),
            16'384LL * (256 + 128 * (256 + 288 + 320 + 352) + 4 * 128 * 32 * 16 + 384 * 192 +
                        192 * 192 + 192 * 3 * 9));
}

}  // namespace
}  // namespace autochrome::nets
