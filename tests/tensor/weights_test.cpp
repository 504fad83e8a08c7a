#include "tensor/weights.h"

#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.h"
#include "tensor/half.h"

namespace autochrome {
namespace {

HalfParameter halves(std::initializer_list<float> values) {
  HalfParameter parameter{{static_cast<std::int64_t>(values.size())}, {}};
  for (const float value : values) parameter.values.push_back(to_half(value));
  return parameter;
}

TEST(Weights, MissingParameterIsNamed) {
  Weights weights;
  weights.set("here", {{1}, {0.5F}});
  EXPECT_EQ(weights.at("here").values[0], 0.5F);
  try {
    static_cast<void>(weights.at("elsewhere"));
    FAIL() << "a missing parameter was found";
  } catch (const ModelError& error) {
    EXPECT_STREQ(error.what(), "there is no parameter 'elsewhere' among 1");
  }
  EXPECT_THROW(static_cast<void>(weights.read("elsewhere")), ModelError);
}

TEST(Weights, HalvesAreReadAsFloats) {
  Weights weights;
  weights.set_half("a", halves({1, -0.25F, 65504}));
  EXPECT_EQ(weights.read("a").values, (std::vector<float>{1, -0.25F, 65504}));
  EXPECT_EQ(weights.read("a").dims, std::vector<std::int64_t>{3});
  EXPECT_EQ(weights.at("a").values, weights.read("a").values);
  EXPECT_EQ(&weights.at("a"), &weights.at("a")) << "what was asked for stays";
}

TEST(Weights, TellDimsAndWhetherTheyAreFinite) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  Weights weights;
  const auto both_finite = [&](std::vector<float> values) {
    HalfParameter half{{2}, {to_half(values[0]), to_half(values[1])}};
    weights.set_half("half", std::move(half));
    weights.set("float", {{2}, std::move(values)});
    EXPECT_EQ(weights.all_finite("half"), weights.all_finite("float"));
    return weights.all_finite("half");
  };
  EXPECT_TRUE(both_finite({-65504, 65504}));
  EXPECT_TRUE(both_finite({0, -0.0F}));
  EXPECT_FALSE(both_finite({1, kInfinity}));
  EXPECT_FALSE(both_finite({-kInfinity, 1}));
  EXPECT_FALSE(both_finite({-kNan, 1}));
  EXPECT_FALSE(both_finite({1, kNan}));
  EXPECT_EQ(weights.dims("half"), std::vector<std::int64_t>{2});
  EXPECT_EQ(weights.dims("float"), std::vector<std::int64_t>{2});
  EXPECT_THROW(static_cast<void>(weights.dims("elsewhere")), ModelError);
  EXPECT_THROW(static_cast<void>(weights.all_finite("elsewhere")), ModelError);
}

TEST(Weights, AreGoneThroughInOrder) {
  Weights weights;
  weights.set("b", {{2}, {3, 4}});
  weights.set_half("a", halves({1}));
  std::string seen;
  for (const auto& [name, parameter] : weights) {
    seen += name + std::to_string(static_cast<int>(parameter.values[0]));
  }
  EXPECT_EQ(seen, "a1b3");
  EXPECT_EQ(weights.value_count(), 3);
  EXPECT_EQ(weights.size(), 2U);
}

TEST(Weights, CopiesShareValuesUntilTheyAreReplaced) {
  Weights weights;
  weights.set("a", {{1}, {1}});
  Weights copy = weights;
  EXPECT_EQ(&copy.at("a"), &weights.at("a"));
  copy.set("a", {{1}, {2}});
  EXPECT_EQ(weights.at("a").values[0], 1);
  EXPECT_EQ(copy.at("a").values[0], 2);
}

std::shared_ptr<int> derived(const Weights& weights, const std::string& key, int value) {
  return weights.derived().get<int>(key, [value] { return std::make_shared<int>(value); });
}

TEST(Derived, IsMadeOnceForAsLongAsItIsHeld) {
  Weights weights;
  std::shared_ptr<int> first = derived(weights, "x", 1);
  EXPECT_EQ(derived(weights, "x", 2), first);
  EXPECT_EQ(*derived(weights, "y", 3), 3);
  first.reset();
  EXPECT_EQ(*derived(weights, "x", 4), 4);
}

TEST(Derived, BelongsToTheVeryObject) {
  Weights weights;
  const std::shared_ptr<int> held = derived(weights, "x", 1);
  const Weights copy = weights;
  EXPECT_EQ(*derived(copy, "x", 2), 2);
  weights.set("a", {{1}, {1}});
  EXPECT_EQ(*derived(weights, "x", 3), 3);
}

TEST(Derived, TellsTypesApart) {
  Weights weights;
  const std::shared_ptr<int> held = derived(weights, "x", 1);
  const auto other = weights.derived().get<std::string>(
      "x", [] { return std::make_shared<std::string>("another"); });
  EXPECT_EQ(*other, "another");
}

}  // namespace
}  // namespace autochrome
