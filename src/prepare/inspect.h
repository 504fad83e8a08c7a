// What a folder or archive offers for training, found by looking at every picture in it.
#pragma once

#include <filesystem>
#include <optional>

#include "dataset/split.h"
#include "prepare/findings.h"
#include "prepare/pictures.h"

namespace autochrome::prepare {

struct PictureSize {
  int width = 0;  ///< in pixels, as seen
  int height = 0;
};

struct Inspection {
  Findings findings;     ///< `pictures` are the sound ones, gray ones included
  PictureSize smallest;  ///< by area, of the sound pictures
  PictureSize largest;
  dataset::SplitCounts shuffled;  ///< as pack would split those in colour
  std::optional<dataset::SplitCounts> official =
      {};  ///< of those in colour, where setid.mat is there
};

/// Decodes every picture in `threads` threads (0 is one for each processor). Throws what
/// find_layout throws; broken pictures are findings. An image::Library must be alive.
[[nodiscard]] Inspection inspect(const std::filesystem::path& path,
                                 int threads = 0,
                                 const Progress& progress = {});

}  // namespace autochrome::prepare
