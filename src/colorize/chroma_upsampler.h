// The network's small ab planes carried to the full picture, guided by its lightness so that colour
// stops where the picture has an edge. Two steps, because one from 256 to 5,000 pixels would see
// edges too coarsely: to a medium grid when built, then from there to any pixel when asked. Where
// the medium grid is the picture itself, the first step is done when asked and is the only one.
//
// Both are joint bilateral upsampling from the four nearest samples (Kopf et al. 2007, "Joint
// bilateral upsampling", eq. 3). In the first step a sample gives not its colour but a local linear
// model of colour over L, as in the guided filter (He et al. 2013, "Guided image filtering", eqs. 5
// and 6; at low resolution as in He and Sun 2015, "Fast guided filter"), which places an edge
// inside a sample. Unlike there, the sample's own colour is kept and the model only adds detail to
// it: smoothing would lose more than it gains.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>

#include "color/chroma_field.h"
#include "colorize/node_grid.h"

namespace autochrome::colorize {

/// Memory: three floats for each pixel of the medium guide, unless that is as large as the picture:
/// then nine for each sample of the network, and rows are carried in one step. Immutable once
/// built.
class [[nodiscard]] ChromaUpsampler final : public color::ChromaField {
 public:
  /// `medium` is L of the whole picture reduced to a long side of about 1024 to 1536, or all of it
  /// where the picture is smaller. Built by `threads` threads, with the same result for any number.
  /// Values of a and b beyond ±128 are held there and what is not a number counts as gray. Throws
  /// ShapeError when sizes are not positive, do not agree with the number of values or differ
  /// between the low planes.
  ChromaUpsampler(
      const LowResolution& low, PlaneView medium, int full_width, int full_height, int threads = 1);

  void row(int y, int x0, int n, const float* lightness, float* a, float* b) const override;

 private:
  /// Of the medium grid: L, then a, then b, kPlanes rows a line.
  [[nodiscard]] float* row_of(int plane, int node_y) const noexcept;
  void carry_to_medium(const NodeGrid& nodes, PlaneView medium, int threads);

  int full_width_;
  int full_height_;
  int width_;  ///< of the medium grid
  int height_;
  std::size_t stride_;
  std::optional<NodeGrid> nodes_;  ///< instead of the medium rows
  /// Each row padded for color::blend_row. Not cleared beforehand, which would have one thread
  /// touch all of it first.
  std::unique_ptr<float[]> rows_;  // NOLINT(*-avoid-c-arrays)
};

}  // namespace autochrome::colorize
