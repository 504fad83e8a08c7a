// The product: a photograph in, the same photograph in colour out, at its own size and depth. In
// three steps that also stand alone: its lightness on a grid that fits in memory (the guide), what
// the network says of that (the Painting), and the picture with those colours.
#pragma once

#include <future>
#include <memory>

#include "base/options.h"
#include "color/look.h"
#include "colorize/painting.h"
#include "image/picture.h"
#include "image/provenance.h"
#include "image/source.h"
#include "infer/session.h"
#include "model/model_file.h"

namespace autochrome::colorize {

/// What a Painting depends on besides picture and model.
struct PaintOptions {
  /// Longer side, in pixels, of the picture that the network sees; 0 for what the model was made
  /// for.
  int size = 0;
  /// Of the dropout noise, for models that have some; 0 for none.
  int seed = 0;

  template <class Self, class Visitor>
  static void describe(Self& self, Visitor&& visit) {
    visit("size", self.size,
          "Longer side of the picture that the network sees, 0 for what the model was made for",
          Limits{.min = 0, .max = 4096});
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

/// A network made ready. One for a thread: it holds the working memory. Models are shared.
class Painter {
 public:
  /// `threads` for the network, 0 for one a core. Throws InputError for options out of range and
  /// for a seed where the model does not vary.
  Painter(std::shared_ptr<const model::TrainedModel> model,
          const PaintOptions& options,
          int threads = 0);

  /// Throws ModelError when the network's answer is not finite.
  [[nodiscard]] Painting paint(const image::Plane& guide);

  /// The size filled in where it was left to the model.
  [[nodiscard]] const PaintOptions& options() const noexcept { return options_; }

 private:
  std::shared_ptr<const model::TrainedModel> model_;
  PaintOptions options_;
  std::shared_future<std::shared_ptr<infer::Session>> session_;  ///< made while a picture is read
};

/// A picture whose colours are known; its pixels are worked out as it is saved.
struct Colorized {
  image::Picture picture;
  image::Provenance provenance;
  double prepare_seconds = 0;  ///< decoding for the network, reducing
  double network_seconds = 0;
  double upsample_seconds = 0;  ///< to the medium grid
};

/// All three steps. One for a thread.
class Colorizer {
 public:
  /// As Painter; also throws InputError for a look out of range.
  Colorizer(std::shared_ptr<const model::TrainedModel> model,
            const ColorizeOptions& options,
            int threads = 0);

  /// Reads the picture once, small, and opens it again for the caller to save. Throws InputError
  /// and IoError as image::open does, ModelError when the network's answer is not finite.
  [[nodiscard]] Colorized colorize(const image::Source& source,
                                   const image::OpenOptions& limits = {});

 private:
  color::LookOptions look_;
  Painter painter_;
  int threads_;
};

}  // namespace autochrome::colorize
