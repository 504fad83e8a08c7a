#include "http/id.h"

#include <gtest/gtest.h>

namespace autochrome::http {
namespace {

TEST(Ids, AreSixteenHexadecimalDigits) {
  EXPECT_TRUE(is_id(new_id()));
  EXPECT_FALSE(is_id("../../../../etc/"));
  EXPECT_FALSE(is_id("0123456789ABCDEF"));
  EXPECT_FALSE(is_id("0123"));
  EXPECT_FALSE(is_id(""));
}

TEST(Ids, AreNotGivenTwice) {
  EXPECT_NE(new_id(), new_id());
  EXPECT_NE(new_token(), new_token());
  EXPECT_EQ(new_token().size(), 32U);
}

}  // namespace
}  // namespace autochrome::http
