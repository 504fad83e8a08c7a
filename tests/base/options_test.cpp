#include "base/options.h"

#include <limits>
#include <string>

#include <gtest/gtest.h>

#include "base/error.h"
#include "tests/message_of.h"

namespace autochrome {
namespace {

struct Paint {
  float strength = 1;
  int coats = 2;
  bool glossy = false;
  std::string color = "red";
  std::filesystem::path can = "shed/can";

  template <class Self, class Visitor>
  static void describe(Self& self, Visitor&& visit) {
    visit("strength", self.strength, "How strong", Limits{.min = 0, .max = 1.5});
    visit("coats", self.coats, "How often", Limits{.min = 1});
    visit("glossy", self.glossy, "Whether it shines");
    visit("color", self.color, "Which", Limits{.choices = {"red", "blue"}});
    visit("can", self.can, "Where it stands");
  }
};

TEST(Options, DefaultsAreValid) { EXPECT_EQ(complaints(Paint{}), ""); }

TEST(Options, EveryComplaintIsMadeAtOnce) {
  const Paint paint{.strength = 2, .coats = 0, .color = "green"};
  EXPECT_EQ(complaints(paint),
            "option 'strength' is 2; wanted 0 to 1.5\n"
            "option 'coats' is 0; wanted at least 1\n"
            "option 'color' is 'green'; wanted one of red, blue");
  EXPECT_THROW(validate(paint), InputError);
}

TEST(Options, NotANumberIsRefused) {
  EXPECT_THROW(validate(Paint{.strength = std::numeric_limits<float>::quiet_NaN()}), InputError);
}

TEST(Options, GoThroughJsonUnchanged) {
  const Paint paint{.strength = 0.1F, .coats = 7, .glossy = true, .color = "blue", .can = "roof"};
  Paint read;
  from_json(to_json(paint), read);
  EXPECT_EQ(to_json(read), to_json(paint));
  EXPECT_EQ(to_json(paint).dump(),
            R"({"strength":0.1,"coats":7,"glossy":true,"color":"blue","can":"roof"})");
}

struct Crop {
  int side = 0;

  template <class Self, class Visitor>
  static void describe(Self& self, Visitor&& visit) {
    visit("side", self.side, "Of the square",
          Limits{.min = 0, .max = 9, .words = {{"all", 1'000'000}}});
  }
};

TEST(Options, WordStandsForItsNumber) {
  const Crop all{.side = 1'000'000};
  EXPECT_EQ(complaints(all), "");
  EXPECT_EQ(to_json(all).dump(), R"({"side":"all"})");
  Crop read;
  from_json(to_json(all), read);
  EXPECT_EQ(read.side, all.side);
  from_json(Json{{"side", 7}}, read);
  EXPECT_EQ(read.side, 7);
}

TEST(Options, OtherWordsAndNumbersAreRefused) {
  Crop crop{.side = 10};
  EXPECT_EQ(complaints(crop), "option 'side' is 10; wanted 0 to 9 or all");
  EXPECT_THROW(from_json(Json{{"side", "most"}}, crop), InputError);
}

TEST(Options, UnknownKeysAndWrongTypesAreRefused) {
  Paint paint;
  EXPECT_THROW(from_json(Json{{"colour", "red"}}, paint), InputError);
  EXPECT_THROW(from_json(Json{{"coats", "many"}}, paint), InputError);
  EXPECT_THROW(from_json(Json{{"glossy", 1}}, paint), InputError);
  EXPECT_THROW(from_json(Json{{"color", nullptr}}, paint), InputError);
}

TEST(Options, IntegersAreNeitherCutNorWrapped) {
  Paint paint;
  for (const char* text : {"4294967298", "-4294967294", "18446744073709551615", "2.5", "1e300"}) {
    EXPECT_EQ(testing::message_of<InputError>([&] {
                from_json(Json{{"coats", Json::parse(text)}}, paint);
              }),
              fmt::format("option 'coats' cannot be {}", Json::parse(text).dump()));
    EXPECT_EQ(paint.coats, 2);
  }
}

}  // namespace
}  // namespace autochrome
