#include "garden/mesh.h"

#include <algorithm>

namespace autochrome::garden {

void Mesh::connect(std::uint32_t first, int rows, int columns) {
  const auto index = [first, columns](int i, int j) {
    return first + static_cast<std::uint32_t>(i * (columns + 1) + j);
  };
  const auto position = [&](int i, int j) {
    return vertices[index(std::clamp(i, 0, rows), std::clamp(j, 0, columns))].position;
  };
  for (int i = 0; i <= rows; ++i) {
    for (int j = 0; j <= columns; ++j) {
      const Vec3 along = position(i + 1, j) - position(i - 1, j);
      const Vec3 across = position(i, j + 1) - position(i, j - 1);
      vertices[index(i, j)].normal = normalized(cross(across, along));
    }
  }
  for (int i = 0; i < rows; ++i) {
    for (int j = 0; j < columns; ++j) {
      triangles.push_back({index(i, j), index(i, j + 1), index(i + 1, j)});
      triangles.push_back({index(i + 1, j), index(i, j + 1), index(i + 1, j + 1)});
    }
  }
}

}  // namespace autochrome::garden
