#include "base/byte_count.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "tests/message_of.h"

namespace autochrome {
namespace {

TEST(ByteCount, UnitsArePowersOf1024) {
  EXPECT_EQ(bytes_of("memory", "4096"), 4096);
  EXPECT_EQ(bytes_of("memory", "3k"), 3 << 10);
  EXPECT_EQ(bytes_of("memory", "512M"), 512 << 20);
  EXPECT_EQ(bytes_of("memory", "2g"), std::int64_t{2} << 30);
}

TEST(ByteCount, WhatIsNoAmountIsRefusedByName) {
  for (const char* text : {"", "M", "-1", "0", "1.5G", "12MB", "9999999999T", "5 M"}) {
    EXPECT_EQ(testing::message_of<InputError>([&] { return bytes_of("memory", text); }),
              "option 'memory' is '" + std::string(text) + "'; wanted bytes such as 512M or 2G");
  }
}

}  // namespace
}  // namespace autochrome
