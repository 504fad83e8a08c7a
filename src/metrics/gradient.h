// Edges of planes, for the score of bleeding. Only for this folder.
#pragma once

#include <vector>

namespace autochrome::metrics {

/// Row-major without gaps, [height, width].
struct Field {
  int width = 0;
  int height = 0;
  std::vector<float> values;
};

/// Length of the gradient at every pixel, in units of the plane a pixel, by Sobel's 3×3 operator;
/// the plane goes on beyond its border as it ends.
[[nodiscard]] Field gradient(const std::vector<float>& plane, int width, int height);

/// Largest value within `radius` pixels across and down.
[[nodiscard]] Field dilated(const Field& field, int radius);

}  // namespace autochrome::metrics
