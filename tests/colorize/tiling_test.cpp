#include "colorize/tiling.h"

#include <gtest/gtest.h>

namespace autochrome::colorize {
namespace {

/// Every pixel belongs to one tile, or to two whose shares make up 1, and never to a margin.
void expect_sound(int length, int tile, Overlap overlap, int multiple) {
  SCOPED_TRACE(::testing::Message() << length << " in " << tile << " by " << multiple);
  const TileAxis axis(length, tile, overlap, multiple);
  EXPECT_LE(axis.tile(), std::max(tile, multiple));
  EXPECT_EQ(axis.tile() % multiple, 0);
  EXPECT_EQ(axis.begin(0), 0);
  EXPECT_EQ(axis.end(axis.count() - 1), length);
  for (int i = 1; i < axis.count(); ++i) {
    EXPECT_EQ(axis.start(i) % multiple, 0);
    EXPECT_GE(axis.begin(i) - axis.start(i), overlap.margin);
    EXPECT_GE(axis.start(i - 1) + axis.tile() - axis.end(i - 1), overlap.margin);
    EXPECT_EQ(axis.end(i - 1) - axis.begin(i), overlap.fade);
    EXPECT_GE(axis.begin(i), i > 1 ? axis.end(i - 2) : 0);
    if (overlap.fade == 0) continue;
    EXPECT_GT(axis.share(i, axis.begin(i)), 0);
    EXPECT_LT(axis.share(i, axis.begin(i)), 1);
    EXPECT_EQ(axis.share(i, axis.end(i - 1)), 1);
  }
}

TEST(TileAxis, TilesCoverThePictureAndKeepTheirMargins) {
  for (const int length : {65, 200, 201, 513, 1000, 1999}) {
    expect_sound(length, 64, {7, 0}, 1);
    expect_sound(length, 64, {8, 16}, 16);
    expect_sound(length, 192, {20, 10}, 32);
    expect_sound(length, 64, {0, 0}, 1);
  }
}

TEST(TileAxis, ShortPictureIsOneTile) {
  const TileAxis axis(100, 256, {20, 4}, 16);
  EXPECT_EQ(axis.count(), 1);
  EXPECT_EQ(axis.tile(), 112);
  EXPECT_EQ(axis.end(0), 100);
}

TEST(BestTile, GrowsWithTheMemory) {
  const TileNeeds needs{.overlap = {20, 0}, .multiple = 16, .bytes_per_pixel = 200};
  const image::PlaneSize picture{5000, 4000};
  const std::size_t least = least_tile_bytes(picture, needs);
  EXPECT_EQ(best_tile(picture, needs, least - 1).width, 0);
  image::PlaneSize before = best_tile(picture, needs, least);
  EXPECT_GT(before.width, 0);
  for (std::size_t bytes = 2 * least; bytes < 100 * least; bytes *= 3) {
    const image::PlaneSize tile = best_tile(picture, needs, bytes);
    EXPECT_LE(tile_bytes(picture, tile, needs), bytes);
    EXPECT_GT(tile.width * tile.height, before.width * before.height);
    before = tile;
  }
}

TEST(BestTile, SmallPictureIsOneTile) {
  const TileNeeds needs{.overlap = {156, 0}, .multiple = 16, .bytes_per_pixel = 200};
  const image::PlaneSize tile = best_tile({600, 400}, needs, std::size_t{1} << 30);
  EXPECT_EQ(tile.width, 608);
  EXPECT_EQ(tile.height, 400);
}

}  // namespace
}  // namespace autochrome::colorize
