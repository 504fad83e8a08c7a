// The product: a photograph in, the same photograph in colour out, at its own size and depth. In
// three steps that also stand alone: its lightness on a grid that fits in memory (the guide), what
// the network says of that (the Painting), and the picture with those colours.
#pragma once

#include <cstddef>
#include <future>
#include <limits>
#include <memory>
#include <optional>
#include <utility>

#include "base/options.h"
#include "color/look.h"
#include "colorize/full_colors.h"
#include "colorize/painting.h"
#include "colorize/tiling.h"
#include "image/picture.h"
#include "image/plane.h"
#include "image/provenance.h"
#include "image/source.h"
#include "infer/session.h"
#include "model/model_file.h"

namespace autochrome::colorize {

/// As a PaintOptions::size: the network sees the picture as it is, tile by tile. There is no
/// Painting then, as it would be larger than the picture.
inline constexpr int kFullSize = std::numeric_limits<int>::max();

/// What a Painting depends on besides picture and model.
struct PaintOptions {
  /// Longer side, in pixels, of the picture that the network sees; 0 for what the model was made
  /// for, kFullSize for all that there is.
  int size = 0;
  /// Of the dropout noise, for models that have some; 0 for none.
  int seed = 0;

  template <class Self, class Visitor>
  static void describe(Self& self, Visitor&& visit) {
    visit("size", self.size,
          "Longer side of the picture that the network sees, 0 for what the model was made for",
          Limits{.min = 0, .max = 4096, .words = {{"full", kFullSize}}});
    visit("seed", self.seed,
          "Another suggestion for each number, from models that vary; 0 for the plain one",
          Limits{.min = 0, .max = 999'999});
  }
};

struct ColorizeOptions {
  color::LookOptions look;
  PaintOptions paint;

  template <class Self, class Visitor>
  static void describe(Self& self, Visitor&& visit) {
    color::LookOptions::describe(self.look, visit);
    PaintOptions::describe(self.paint, visit);
  }
};

/// Whether the model has noise that a seed can change.
[[nodiscard]] bool varies(const model::TrainedModel& model);

/// L (0..100) of the whole picture on the grid that colours are carried to first. Throws as
/// image::lightness.
[[nodiscard]] image::Plane guide_of(const image::Source& source,
                                    const image::OpenOptions& limits = {});

/// A photograph as far as it can be read before there is a network: its guide and, where it is no
/// larger than that, the decoded picture itself.
struct Reading {
  image::Source source;
  image::OpenOptions limits;
  std::optional<image::Picture> small = {};
  image::Plane guide = {};  ///< none for kFullSize, where the picture is read while it is saved
  double seconds = 0;
};

/// Throws InputError and IoError as image::open does.
[[nodiscard]] Reading read(const image::Source& source,
                           const PaintOptions& options,
                           const image::OpenOptions& limits = {});

/// The picture, of which `guide` is the lightness, with the painting's colours. Lazy, as
/// image::recolor. Throws ShapeError when the planes do not agree.
[[nodiscard]] image::Picture colored(const image::Picture& picture,
                                     const image::Plane& guide,
                                     const Painting& painting,
                                     const color::LookOptions& look,
                                     int threads = 1);

/// What a picture in these colours says about itself.
[[nodiscard]] image::Provenance provenance_of(const Painting& painting,
                                              const ColorizeOptions& options);
[[nodiscard]] image::Provenance provenance_of(const model::TrainedModel& model,
                                              const ColorizeOptions& options);

/// Packs the weights that usual pictures need, 3:2 or 2:3 at the model's size, for Painters to find
/// as long as the result is kept, in this process and those forked from it. Starts no thread.
[[nodiscard]] std::shared_ptr<const void> prepare(const model::TrainedModel& model);

/// A network made ready. One for a thread: it holds the working memory. Models are shared.
class Painter {
 public:
  /// `threads` for the network, 0 for one a core. Throws InputError for options out of range and
  /// for a seed where the model does not vary.
  Painter(std::shared_ptr<const model::TrainedModel> model,
          const PaintOptions& options,
          int threads = 0);

  /// Packs the weights for a picture of this size, in the calling thread, while that picture is
  /// still being read. Nothing to do for kFullSize.
  void expect(image::PlaneSize picture);

  /// Throws ModelError when the network's answer is not finite, std::logic_error for kFullSize.
  [[nodiscard]] Painting paint(const image::Plane& guide);

  /// The colours of a picture seen at full size. Working with them takes at most `bytes`, whatever
  /// else there is (a network ready to run among it) not counted. The painter is in use until they
  /// are gone. Throws InputError where `bytes` do not do, saying what would, and where the picture
  /// needs several tiles of a network that looks at the whole of it.
  [[nodiscard]] std::shared_ptr<const FullColors> full_colors(const image::Picture& picture,
                                                              std::size_t bytes,
                                                              Pause pause = {});

  [[nodiscard]] const model::TrainedModel& model() const noexcept { return *model_; }

  /// What the network has taken since this was last asked: packing, planning and running.
  [[nodiscard]] double network_seconds() noexcept { return std::exchange(network_seconds_, 0.0); }

  /// The size filled in where it was left to the model.
  [[nodiscard]] const PaintOptions& options() const noexcept { return options_; }

 private:
  std::shared_ptr<const model::TrainedModel> model_;
  PaintOptions options_;
  std::shared_future<std::shared_ptr<infer::Session>> session_;  ///< made while a picture is read
  double network_seconds_ = 0;
};

/// A picture whose colours are known; its pixels are worked out as it is saved.
struct Colorized {
  image::Picture picture;
  image::Provenance provenance;
  double prepare_seconds = 0;   ///< decoding for the network, reducing
  double network_seconds = 0;   ///< what `expect` took while the picture was decoded among it
  double upsample_seconds = 0;  ///< to the medium grid
  /// At full size, where the network runs while the picture is saved, and its time is known after.
  std::shared_ptr<const FullColors> full = {};
};

/// What a Colorizer may use.
struct Means {
  int threads = 0;  ///< 0 for one a core
  /// For tiles and the rows they make up, of kFullSize.
  std::size_t tile_bytes = std::size_t{256} << 20;
  Pause pause = {};
};

/// All three steps. One for a thread.
class Colorizer {
 public:
  /// As Painter; also throws InputError for a look out of range.
  Colorizer(std::shared_ptr<const model::TrainedModel> model,
            const ColorizeOptions& options,
            Means means = {});

  /// As Painter's.
  void expect(image::PlaneSize picture) { painter_.expect(picture); }

  /// Opens the picture, read small, again for the caller to save. Throws InputError and IoError as
  /// image::open does, ModelError when the network's answer is not finite. At full size the picture
  /// is opened twice and read while it is saved, which is when all that is thrown. The reading is
  /// one of this Colorizer's PaintOptions.
  [[nodiscard]] Colorized colorize(const Reading& reading);

  /// As that of read(source, ..., limits).
  [[nodiscard]] Colorized colorize(const image::Source& source,
                                   const image::OpenOptions& limits = {});

 private:
  [[nodiscard]] Colorized colorize_full(const Reading& reading);

  color::LookOptions look_;
  Painter painter_;
  Means means_;
};

}  // namespace autochrome::colorize
