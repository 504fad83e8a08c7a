// The product: a photograph in, the same photograph in colour out, at its own size and depth.
#pragma once

#include <future>
#include <memory>

#include "base/options.h"
#include "colorize/chroma_upsampler.h"
#include "image/picture.h"
#include "image/provenance.h"
#include "image/source.h"
#include "infer/session.h"
#include "model/model_file.h"

namespace autochrome::colorize {

struct ColorizeOptions {
  ChromaUpsamplerOptions chroma;
  /// Longer side, in pixels, of the picture that the network sees; 0 for what the model was made
  /// for.
  int size = 0;

  template <class Self, class Visitor>
  static void describe(Self& self, Visitor&& visit) {
    ChromaUpsamplerOptions::describe(self.chroma, visit);
    visit("size", self.size,
          "Longer side of the picture that the network sees, 0 for what the model was made for",
          Limits{.min = 0, .max = 4096});
  }
};

/// A picture whose colours are known; its pixels are worked out as it is saved.
struct Colorized {
  image::Picture picture;
  image::Provenance provenance;
  double prepare_seconds = 0;  ///< decoding for the network, reducing
  double network_seconds = 0;
  double upsample_seconds = 0;  ///< to the medium grid
};

/// One for a thread: it holds the network's working memory. Models are shared.
class Colorizer {
 public:
  /// `threads` for the network, 0 for one a core. Throws InputError for options out of range.
  Colorizer(std::shared_ptr<const model::TrainedModel> model,
            const ColorizeOptions& options,
            int threads = 0);

  /// Reads the picture once, small, and opens it again for the caller to save. Throws InputError
  /// and IoError as image::open does, ModelError when the network's answer is not finite.
  [[nodiscard]] Colorized colorize(const image::Source& source,
                                   const image::OpenOptions& limits = {});

 private:
  std::shared_ptr<const model::TrainedModel> model_;
  ColorizeOptions options_;
  int threads_;
  std::shared_future<std::shared_ptr<infer::Session>> session_;  ///< made while a picture is read
};

}  // namespace autochrome::colorize
