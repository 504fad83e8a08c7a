// How a picture is cut into overlapping tiles for a network that sees it at full size: what tiles
// must overlap, how long they may be, and how much of each neighbour a pixel is made of.
#pragma once

#include <cstddef>

#include "image/plane.h"
#include "infer/session.h"
#include "model/model_file.h"

namespace autochrome::colorize {

/// What two neighbours share, in pixels: `margin` next to each one's end, where the picture's
/// missing rest still shows, is not used; over the `fade` between them one gives way to the other.
struct Overlap {
  int margin = 0;
  int fade = 0;

  [[nodiscard]] int length() const noexcept { return 2 * margin + fade; }
};

/// Networks that look farther are few, and what lies at the rim of that counts for little.
inline constexpr int kMostMargin = 320;

/// One axis of a picture as tiles of one length, their starts multiples of the network's spatial
/// multiple. Tile i counts in [begin(i), end(i)): alone, but for the fade at its begin, where it
/// takes over from the one before.
class TileAxis {
 public:
  /// `tile` is the most that a tile may be long; what is used is the least that needs no more of
  /// them. Both are multiples of `multiple`, `tile` at least two overlaps, unless one tile holds
  /// the whole axis.
  TileAxis(int length, int tile, Overlap overlap, int multiple);

  [[nodiscard]] int count() const noexcept { return count_; }

  [[nodiscard]] int tile() const noexcept { return tile_; }

  [[nodiscard]] int fade() const noexcept { return fade_; }

  [[nodiscard]] int start(int i) const noexcept;
  [[nodiscard]] int begin(int i) const noexcept;
  [[nodiscard]] int end(int i) const noexcept;

  /// Share of tile i in pixel `at` of [begin(i), end(i)), the rest being the tile's before.
  [[nodiscard]] float share(int i, int at) const noexcept;

 private:
  int length_;
  int padded_;  ///< up to the multiple
  int count_ = 1;
  int tile_;
  int step_ = 0;
  int fade_;
};

/// What tiles must be like for a network, and what they cost.
struct TileNeeds {
  Overlap overlap;
  int multiple = 1;
  bool whole_picture = false;  ///< no overlap would do: it looks at all of a picture
  double bytes_per_pixel = 0;  ///< of a tile: working memory, what goes in and what comes out
};

/// The overlap is the network's reach (Graph::reach), so that tiles give what the whole picture
/// would; beyond kMostMargin it is that, with a fade over what is left. Plans two small runs, to
/// learn what memory grows by. `session` was built from `model`.
[[nodiscard]] TileNeeds tile_needs(const model::TrainedModel& model, infer::Session& session);

/// Of tiles of this size and of the row of them that is as wide as the picture.
[[nodiscard]] std::size_t tile_bytes(image::PlaneSize picture,
                                     image::PlaneSize tile,
                                     const TileNeeds& needs) noexcept;

/// The tiles that take the network least time among those that fit in `bytes`; 0 by 0 where none
/// does.
[[nodiscard]] image::PlaneSize best_tile(image::PlaneSize picture,
                                         const TileNeeds& needs,
                                         std::size_t bytes);

/// The least with which best_tile finds one.
[[nodiscard]] std::size_t least_tile_bytes(image::PlaneSize picture, const TileNeeds& needs);

}  // namespace autochrome::colorize
