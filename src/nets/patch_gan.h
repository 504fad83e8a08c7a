// The discriminator of the study's Pix2Pix (section 4.6): a PatchGAN after Isola et al. 2017
// (arXiv:1611.07004, section 3.2.2 and appendix 6.1.2), which judges overlapping patches of a
// lightness and its colours. Trained against the generator (pix2pix.h), never shipped.
#pragma once

#include "base/options.h"
#include "graph/graph.h"

namespace autochrome::nets {

/// What the study leaves open has the defaults below; docs/study.md says why.
struct PatchGanConfig {
  int patch = 64;  ///< side in pixels of what one score judges: 64 or 128 (the study), 70 (Isola)
  int width = 64;  ///< filters of the first layer; they double, up to eight times as many
  int colors = 3;  ///< channels of "color": 3 for RGB, 2 for ab

  template <class Self, class Visitor>
  static void describe(Self& self, Visitor&& visit) {
    visit("patch", self.patch, "Side of a judged patch: 64, 70 or 128",
          Limits{.min = 64, .max = 128});
    visit("width", self.width, "Filters of the first layer", Limits{.min = 1, .max = 256});
    visit("colors", self.colors, "Channels judged", Limits{.min = 2, .max = 3});
  }
};

/// Inputs "lightness" [N, 1, H, W] and "color" [N, colors, H, W], both in [0, 1]; output "score"
/// [N, 1, H / s, W / s], unbounded, s = 8, or 16 for patches of 128: high for real colours. H and W
/// are multiples of s. Throws InputError for a config out of range.
[[nodiscard]] graph::Graph patch_gan(const PatchGanConfig& config);

}  // namespace autochrome::nets
