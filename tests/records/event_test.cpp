#include "records/event.h"

#include <array>
#include <string>

#include <gtest/gtest.h>

namespace autochrome::records {
namespace {

using std::string_literals::operator""s;

// The double 1.0 as field 1, and the number of the step as field 2.
const std::string kTimeOne = "\x09\x00\x00\x00\x00\x00\x00\xf0\x3f"s;
const std::string kStep300 = "\x10\xac\x02";

TEST(Event, FileBeginsWithTheVersion) {
  EXPECT_EQ(version_event(1), kTimeOne + "\x1a\x0d" + "brain.Event:2");
  EXPECT_TRUE(is_version_event(version_event(1)));
  EXPECT_FALSE(is_version_event(kTimeOne + "\x1a\x0d" + "brain.Event:9"));
  EXPECT_FALSE(is_version_event(restart_event({300, 1})));
}

TEST(Event, ScalarIsASimpleValue) {
  const std::array<Scalar, 1> scalars = {{{"loss", 0.5}}};
  const std::string value = "\x0a\x04loss\x15\x00\x00\x00\x3f"s;
  EXPECT_EQ(summary_event({300, 1}, scalars, {}), kTimeOne + kStep300 + "\x2a\x0d\x0a\x0b" + value);
}

TEST(Event, PictureIsAnRgbImage) {
  const std::array<Picture, 1> pictures = {
      {{"out", {.width_px = 8, .height_px = 2, .bytes = "PNG"}}}};
  const std::string image = "\x08\x02\x10\x08\x18\x03\x22\x03PNG";
  const std::string value = "\x0a\x03out\x22\x0b" + image;
  EXPECT_EQ(summary_event({300, 1}, {}, pictures),
            kTimeOne + kStep300 + "\x2a\x14\x0a\x12" + value);
}

TEST(Event, RestartIsASessionsStart) {
  EXPECT_EQ(restart_event({300, 1}), kTimeOne + kStep300 + "\x3a\x02\x08\x01");
}

TEST(Event, StepIsReadBack) {
  EXPECT_EQ(step_of(restart_event({300, 1})), 300);
  EXPECT_EQ(step_of(summary_event({1'000'000'000'000, 1}, {}, {})), 1'000'000'000'000);
  EXPECT_EQ(step_of(version_event(1)), 0);
}

TEST(Event, DamagedMessagesHaveNoStep) {
  const std::string whole = restart_event({300, 1});
  EXPECT_EQ(step_of(whole.substr(0, whole.size() - 1)), std::nullopt);
  EXPECT_EQ(step_of(whole + "\x10"), std::nullopt);
}

}  // namespace
}  // namespace autochrome::records
