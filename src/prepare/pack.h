// Packs the pictures of a folder or archive into one prepared training set (dataset/prepared.h).
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "base/options.h"
#include "dataset/split.h"
#include "prepare/findings.h"
#include "prepare/pictures.h"

namespace autochrome::prepare {

struct PackOptions {
  /// Side of the squares that pictures are cut to, in pixels.
  int size = 128;
  /// Of the shuffle behind the random split.
  std::int64_t seed = 1;
  /// "random" is 60/20/20, "official" what setid.mat says.
  std::string split = "random";
  /// Keep pictures without colour, which teach nothing but gray.
  bool keep_gray = false;
  /// Decoding threads; 0 is one for each processor.
  int threads = 0;

  template <class Self, class Visitor>
  static void describe(Self& self, Visitor&& visit) {
    visit("size", self.size, "Side of the squares that pictures are cut to, in pixels",
          Limits{.min = 8, .max = 1024});
    visit("seed", self.seed, "Seed of the random split", Limits{.min = 0});
    visit("split", self.split, "60/20/20 at random, or the official lists of the 102 flowers",
          Limits{.choices = {"random", "official"}});
    visit("keep_gray", self.keep_gray, "Keep pictures without colour");
    visit("threads", self.threads, "Decoding threads; 0 for one a processor",
          Limits{.min = 0, .max = 256});
  }
};

struct PackReport {
  Findings findings;  ///< `pictures` are the packed ones
  dataset::SplitCounts splits = {};
};

/// Decodes every picture, cuts the largest square from its middle and writes `target`, replacing a
/// file of that name. The same pictures, size, seed and split give the same bytes, whatever the
/// number of threads, and an archive the bytes of its folder. Broken pictures are reported and left
/// out. Throws what find_layout throws, InputError when the options are out of range, no picture
/// can be used or an official split is wanted and missing, IoError when the target cannot be
/// written; nothing is left behind then. An image::Library must be alive.
PackReport pack(const std::filesystem::path& path,
                const std::filesystem::path& target,
                const PackOptions& options = {},
                const Progress& progress = {});

}  // namespace autochrome::prepare
