#include "colorize/tiling.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "base/division.h"

namespace autochrome::colorize {

namespace {

/// Longer ones gain nothing: of what a tile computes, the overlaps are a small part by then, and
/// its rows have long left the processor's caches.
constexpr int kLongestTile = 1536;
constexpr int kTileStep = 64;
/// A tile that is mostly overlap is mostly waste.
constexpr int kLeastOverlaps = 2;
constexpr int kFade = 64;
/// From here on the same kernels are chosen, and memory grows as pictures do.
constexpr int kProbeSide = 256;
constexpr double kLightnessBytes = 4;
/// a and b in two bytes each, of the rows that a row of tiles adds and of those being written.
constexpr double kColorBytes = 8;

/// Lengths worth trying, in rising order; the whole axis among them unless it is too long.
std::vector<int> candidates(int length, int overlap, int multiple) {
  const int whole = rounded_up(length, multiple);
  std::vector<int> all;
  for (int tile = kTileStep; tile <= kLongestTile; tile += kTileStep) {
    const int fitting = rounded_up(tile, multiple);
    if (fitting >= whole) break;
    if (fitting >= kLeastOverlaps * overlap && (all.empty() || fitting > all.back())) {
      all.push_back(fitting);
    }
  }
  if (whole <= std::max(kLongestTile, multiple) || all.empty()) all.push_back(whole);
  return all;
}

}  // namespace

TileAxis::TileAxis(int length, int tile, Overlap overlap, int multiple)
    : length_(length),
      padded_(rounded_up(length, multiple)),
      tile_(std::min(tile, padded_)),
      fade_(overlap.fade) {
  if (padded_ <= tile) return;
  const int shared = rounded_up(overlap.length(), multiple);
  count_ = (padded_ - shared + tile - shared - 1) / (tile - shared);
  tile_ = rounded_up((padded_ + (count_ - 1) * shared + count_ - 1) / count_, multiple);
  step_ = tile_ - shared;
}

int TileAxis::start(int i) const noexcept { return std::min(i * step_, padded_ - tile_); }

int TileAxis::begin(int i) const noexcept {
  return i == 0 ? 0 : (start(i) + start(i - 1) + tile_ - fade_) / 2;
}

int TileAxis::end(int i) const noexcept {
  return i + 1 == count_ ? length_ : std::min(length_, begin(i + 1) + fade_);
}

float TileAxis::share(int i, int at) const noexcept {
  const int into = at - begin(i);
  if (i == 0 || into >= fade_) return 1;
  return (static_cast<float>(into) + 0.5F) / static_cast<float>(fade_);
}

TileNeeds tile_needs(const model::TrainedModel& model, infer::Session& session) {
  const graph::Graph& graph = model.network.graph;
  const graph::Reach reach = graph.reach();
  const int margin = std::max(reach.before, reach.after);
  TileNeeds needs{
      .overlap = margin <= kMostMargin ? Overlap{margin, 0} : Overlap{kMostMargin, kFade},
      .multiple = graph.spatial_multiple(),
      .whole_picture = reach.everywhere};
  const auto bytes_with = [&](int side) {
    const int fitting = rounded_up(side, needs.multiple);
    const Shape shape{1, 1, fitting, fitting};
    return std::pair{static_cast<double>(shape.plane()),
                     static_cast<double>(session.arena_bytes({&shape, 1}))};
  };
  const auto [few, less] = bytes_with(kProbeSide);
  const auto [many, more] = bytes_with(2 * kProbeSide);
  // In and out, as lightness and as tensor, as tensor and as colours.
  const int values = 2 + model.convention.outputs() + 2;
  needs.bytes_per_pixel =
      (more - less) / (many - few) + static_cast<double>(sizeof(float)) * values;
  return needs;
}

std::size_t tile_bytes(image::PlaneSize picture,
                       image::PlaneSize tile,
                       const TileNeeds& needs) noexcept {
  const double area = static_cast<double>(tile.width) * tile.height;
  const int shared = rounded_up(needs.overlap.length(), needs.multiple);
  const int added = tile.height < picture.height ? tile.height - shared : tile.height;
  const double column = kLightnessBytes * tile.height + kColorBytes * (added + needs.overlap.fade);
  return static_cast<std::size_t>(needs.bytes_per_pixel * area + column * picture.width);
}

/// Calls visit(tile, pixels that the network runs over in all) for every size worth trying.
template <class Visit>
void visit_tiles(image::PlaneSize picture, const TileNeeds& needs, const Visit& visit) {
  const int shared = rounded_up(needs.overlap.length(), needs.multiple);
  for (const int height : candidates(picture.height, shared, needs.multiple)) {
    const TileAxis down(picture.height, height, needs.overlap, needs.multiple);
    for (const int width : candidates(picture.width, shared, needs.multiple)) {
      const TileAxis across(picture.width, width, needs.overlap, needs.multiple);
      visit(image::PlaneSize{across.tile(), down.tile()},
            std::int64_t{across.count()} * across.tile() * down.count() * down.tile());
    }
  }
}

image::PlaneSize best_tile(image::PlaneSize picture, const TileNeeds& needs, std::size_t bytes) {
  image::PlaneSize best;
  std::int64_t least = std::numeric_limits<std::int64_t>::max();
  visit_tiles(picture, needs, [&](image::PlaneSize tile, std::int64_t pixels) {
    if (pixels >= least || tile_bytes(picture, tile, needs) > bytes) return;
    least = pixels;
    best = tile;
  });
  return best;
}

std::size_t least_tile_bytes(image::PlaneSize picture, const TileNeeds& needs) {
  std::size_t least = std::numeric_limits<std::size_t>::max();
  visit_tiles(picture, needs, [&](image::PlaneSize tile, std::int64_t) {
    least = std::min(least, tile_bytes(picture, tile, needs));
  });
  return least;
}

}  // namespace autochrome::colorize
