#include "report/sheet.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "report/font.h"

namespace autochrome::report {
namespace {

std::vector<std::uint8_t> plain(int side, std::uint8_t value) {
  return std::vector<std::uint8_t>(static_cast<std::size_t>(3 * side * side), value);
}

int count_of(const Drawing& drawing, int value) {
  return static_cast<int>(std::count(drawing.rgb.begin(), drawing.rgb.end(), value));
}

TEST(Sheet, HoldsEveryTileEnlarged) {
  const Sheet sheet{.side = 64,
                    .columns = {"a", "b"},
                    .rows = {{.title = "", .tiles = {{plain(64, 100), "x"}, {plain(64, 101), ""}}},
                             {.title = "row", .tiles = {{plain(64, 102), ""}, {{}, "none"}}}}};
  const Drawing drawing = draw(sheet);
  EXPECT_EQ(drawing.rgb.size(), static_cast<std::size_t>(3 * drawing.width * drawing.height));
  for (const int value : {100, 101, 102}) {
    EXPECT_EQ(count_of(drawing, value), 3 * 192 * 192) << "64 pixels, three times enlarged";
  }
}

TEST(Sheet, LongLabelsAreCutToTheirPlace) {
  const Sheet sheet{.side = 160,
                    .columns = {},
                    .rows = {{.title = "", .tiles = {{plain(160, 9), std::string(500, 'm')}}}}};
  const Drawing drawing = draw(sheet);
  EXPECT_EQ(count_of(drawing, 9), 3 * 160 * 160);
}

TEST(Font, KnowsLettersDigitsAndSigns) {
  std::string_view unknown = "漢";
  const Glyph box = next_glyph(unknown);
  EXPECT_TRUE(unknown.empty());
  for (std::string_view text = "abcxyzABC019.,:-+_/()%=°Δ"; !text.empty();) {
    const std::string_view before = text;
    EXPECT_NE(next_glyph(text), box) << before;
  }
  std::string_view small = "a";
  std::string_view large = "A";
  EXPECT_EQ(next_glyph(small), next_glyph(large));
  EXPECT_EQ(length_of("Δb°"), 3);
}

}  // namespace
}  // namespace autochrome::report
