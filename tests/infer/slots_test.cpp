#include "infer/slots.h"

#include <gtest/gtest.h>

namespace autochrome::infer {
namespace {

TEST(Slots, SharePlacesWhenTheirLivesDoNotMeet) {
  SlotTable slots;
  const Slot first = slots.arena(256);
  const Slot second = slots.arena(256);
  slots.touch(first, 0);
  slots.touch(second, 1);
  const auto layout = slots.resolve();
  EXPECT_EQ(layout.arena_bytes, 256U);
  EXPECT_EQ(layout.places[first].offset, layout.places[second].offset);
}

TEST(Slots, PartsLieInsideOfTheirWhole) {
  SlotTable slots;
  const Slot low = slots.arena(128);
  const Slot high = slots.arena(64);
  const Slot whole = slots.arena(192);
  slots.touch(low, 0);
  slots.touch(high, 1);
  slots.touch(whole, 2);
  ASSERT_TRUE(slots.place_within(low, whole, 0));
  ASSERT_TRUE(slots.place_within(high, whole, 128));
  const auto layout = slots.resolve();
  EXPECT_EQ(layout.arena_bytes, 192U);
  EXPECT_EQ(layout.places[low].offset, layout.places[whole].offset);
  EXPECT_EQ(layout.places[high].offset, layout.places[whole].offset + 128);
}

TEST(Slots, AWholeLivesFromItsFirstPartOn) {
  SlotTable slots;
  const Slot part = slots.arena(64);
  const Slot between = slots.arena(64);
  const Slot whole = slots.arena(64);
  slots.touch(part, 0);
  slots.touch(between, 1);
  slots.touch(whole, 2);
  ASSERT_TRUE(slots.place_within(part, whole, 0));
  const auto layout = slots.resolve();
  EXPECT_NE(layout.places[between].offset, layout.places[whole].offset);
}

TEST(Slots, PartsOfPartsAddUp) {
  SlotTable slots;
  const Slot inner = slots.arena(64);
  const Slot middle = slots.arena(128);
  const Slot outer = slots.arena(256);
  for (const Slot slot : {inner, middle, outer}) slots.touch(slot, 0);
  ASSERT_TRUE(slots.place_within(inner, middle, 64));
  ASSERT_TRUE(slots.place_within(middle, outer, 128));
  const auto layout = slots.resolve();
  EXPECT_EQ(layout.places[inner].offset, layout.places[outer].offset + 192);
}

TEST(Slots, PartsOfAnOutputAreTheCallers) {
  SlotTable slots;
  const Slot part = slots.arena(64);
  const Slot whole = slots.output(3);
  slots.touch(part, 0);
  ASSERT_TRUE(slots.place_within(part, whole, 64));
  const auto layout = slots.resolve();
  EXPECT_EQ(layout.places[part].where, Place::Where::Output);
  EXPECT_EQ(layout.places[part].index, 3U);
  EXPECT_EQ(layout.places[part].offset, 64U);
  EXPECT_EQ(layout.arena_bytes, 0U);
}

TEST(Slots, NeitherTheCallersNorPartsAreMoved) {
  SlotTable slots;
  const Slot part = slots.arena(64);
  const Slot whole = slots.arena(128);
  EXPECT_FALSE(slots.place_within(slots.input(0), whole, 0));
  EXPECT_FALSE(slots.place_within(slots.output(0), whole, 0));
  EXPECT_TRUE(slots.place_within(part, whole, 0));
  EXPECT_FALSE(slots.place_within(part, slots.arena(128), 0));
}

}  // namespace
}  // namespace autochrome::infer
