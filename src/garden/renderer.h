// Draws a lit mesh as the camera sees it, a band of rows at a time: only the samples of a band are
// in memory, so that large pictures need little.
#pragma once

#include <cstdint>
#include <vector>

#include "garden/camera.h"
#include "garden/daylight.h"
#include "garden/image.h"
#include "garden/mesh.h"

namespace autochrome::garden {

/// Keeps references to what it is built from.
class Renderer {
 public:
  Renderer(const Mesh& mesh, const Camera& camera, const Daylight& daylight);

  /// Draws the rows from `first_row` on, as many as `out` has. `out` is as wide as the picture.
  void draw(int first_row, Image& out);

 private:
  struct Sample {
    float depth;
    std::uint32_t triangle;
  };

  [[nodiscard]] Sample* samples_of(int line) noexcept;
  void cover(std::uint32_t triangle, int lines);
  [[nodiscard]] Pixel resolve(int x, int row);
  [[nodiscard]] Vec3 color_at(std::uint32_t triangle, int column, int line) const;

  const Mesh& mesh_;
  const Camera& camera_;
  const Daylight& daylight_;
  std::vector<Vec3> places_;  // of the vertices, in samples of the picture
  int first_line_ = 0;        // of samples, of the band
  std::vector<Sample> samples_;
};

}  // namespace autochrome::garden
