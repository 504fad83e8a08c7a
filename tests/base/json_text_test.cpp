#include "base/json_text.h"

#include <gtest/gtest.h>

#include "base/json_text.h"

namespace autochrome {
namespace {

TEST(JsonText, IsOnOneLineOrIndented) {
  const Json json = {{"b", 1}, {"a", "é"}};
  EXPECT_EQ(json_text(json), R"({"b":1,"a":"é"})");
  EXPECT_EQ(json_text(json, 1), "{\n \"b\": 1,\n \"a\": \"é\"\n}");
}

TEST(ParseJson, ReadsWhatIsJson) {
  EXPECT_EQ(parse_json(R"({"a": [1, "]}\"["]})"), (Json{{"a", {1, "]}\"["}}}));
  EXPECT_TRUE(parse_json("{").is_discarded());
  EXPECT_TRUE(parse_json("").is_discarded());
}

TEST(ParseJson, RefusesToNestWithoutEnd) {
  const auto nested = [](std::size_t depth) {
    return parse_json(std::string(depth, '[') + std::string(depth, ']'));
  };
  EXPECT_FALSE(nested(kMostJsonDepth).is_discarded());
  EXPECT_TRUE(nested(kMostJsonDepth + 1).is_discarded());
  EXPECT_TRUE(nested(1'000'000).is_discarded());
}

TEST(JsonText, ReplacesWhatIsNotUtf8) { EXPECT_EQ(json_text("a\xff"), "\"a\uFFFD\""); }

}  // namespace
}  // namespace autochrome
