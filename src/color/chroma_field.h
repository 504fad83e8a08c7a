// Colour for every pixel of the full picture, wherever it comes from: the network's small ab planes
// carried up, or anything else that can answer row by row.
#pragma once

namespace autochrome::color {

class ChromaField {
 public:
  virtual ~ChromaField() = default;

  /// Writes a and b (Lab units) of the pixels [x0, x0 + n) of row y of the full picture, given
  /// those pixels' L (0..100). Any order, from any thread.
  virtual void row(int y, int x0, int n, const float* lightness, float* a, float* b) const = 0;
};

}  // namespace autochrome::color
