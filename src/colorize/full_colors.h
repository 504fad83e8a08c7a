// The network's colours for a picture at full size, tile by tile, in step with whoever writes the
// picture: a row of tiles is worked out when its first pixel is asked for and forgotten when its
// last one was, so that neither the picture nor its colours are ever held whole.
#pragma once

#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "color/chroma_field.h"
#include "colorize/tiling.h"
#include "image/lightness_rows.h"
#include "infer/session.h"
#include "model/model_file.h"

namespace autochrome::colorize {

/// Called between two tiles; what it throws ends the work.
using Pause = std::function<void()>;

/// Every pixel is to be asked for once, rows from top to bottom as far as the threads that ask keep
/// order: what has been asked for is forgotten. Colours are those of the network for the whole
/// picture where `overlap.margin` covers its reach, and whatever the tiles' size the same for any
/// number of threads.
class [[nodiscard]] FullColors final : public color::ChromaField {
 public:
  /// `lightness` is read from its first row on, as far ahead as a row of tiles needs. `session` was
  /// built from `model` and is used by nobody else meanwhile.
  FullColors(image::LightnessRows lightness,
             std::shared_ptr<const model::TrainedModel> model,
             std::shared_ptr<infer::Session> session,
             image::PlaneSize tile,
             Overlap overlap,
             Pause pause = {});

  /// Throws what reading the lightness and the network throw, and std::logic_error for a row that
  /// has been asked for before.
  void row(int y, int x0, int n, const float* lightness, float* a, float* b) const override;

  /// What the network has taken so far.
  [[nodiscard]] double network_seconds() const;

 private:
  /// a and b of rows, one plane behind the other, in steps of 1/256: half a byte's step is 50 times
  /// as much, and a picture's width of rows is what memory goes to.
  struct Block {
    int first = 0;
    int end = 0;               ///< of the rows that are ready
    std::int64_t waiting = 0;  ///< pixels not asked for yet
    std::vector<std::int16_t> a;
    std::vector<std::int16_t> b;
  };

  std::shared_ptr<const Block> block_of(int y) const;
  void count_down(int y, int n) const;
  void add_block() const;
  [[nodiscard]] std::shared_ptr<Block> next_block() const;
  void slide_lightness(int first) const;
  void add_tile(int i, Block& block) const;
  [[nodiscard]] image::Plane tile_lightness(int i) const;
  void fade_from(const Block& before, Block& block) const;

  std::shared_ptr<const model::TrainedModel> model_;
  std::shared_ptr<infer::Session> session_;
  Pause pause_;
  int width_;
  int height_;
  TileAxis across_;
  TileAxis down_;

  mutable std::mutex mutex_;  ///< guards everything below
  mutable image::LightnessRows lightness_;
  mutable std::vector<float> strip_;  ///< L of the rows from strip_first_ on, up to a tile's height
  mutable int strip_first_ = 0;
  mutable int next_ = 0;  ///< row of tiles
  mutable std::deque<std::shared_ptr<Block>> blocks_;
  mutable std::shared_ptr<const Block> last_;  ///< the newest, whose end the next one fades in over
  mutable std::exception_ptr failure_;
  mutable double network_seconds_ = 0;
};

}  // namespace autochrome::colorize
