// The plants as the camera gets them: curved sheets, each a grid of points over (u, v), two-sided
// and as thin as petals are.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "garden/vector.h"

namespace autochrome::garden {

enum class Texture { Plain, Petal, Leaf };

/// What a sheet is made of; colours are reflectances in linear light.
struct Material {
  Vec3 base;                         ///< colour at u = 0
  Vec3 tip;                          ///< colour at u = 1
  Texture texture = Texture::Plain;  ///< drawn over (u, v)
  float veins = 0;                   ///< contrast of the texture, 0 to 1
  float translucency = 0;            ///< share of light from behind that shines through
  float gloss = 0;                   ///< 0 dull, 1 waxed
  float turning = 0.5F;              ///< the u at which the colour is halfway to the tip's
};

struct Vertex {
  Vec3 position;
  Vec3 normal;
  float u = 0;  ///< from the base to the tip, 0 to 1
  float v = 0;  ///< from edge to edge, -1 to 1
  std::uint32_t sheet = 0;
  /// Light that arrives on the side of the normal and on the other, filled in by `illuminate`.
  Vec3 light_front{};
  Vec3 light_back{};
  float openness = 1;  ///< share of the light that nothing stands before, 0 to 1
  float sun = 0;       ///< share of the sun that is seen, 0 to 1
};

/// How finely sheets are divided: 1 for the bloom in focus, less for what is blurred.
struct Detail {
  float scale = 1;

  /// Cells for a sheet that has `full` of them in focus.
  [[nodiscard]] int cells(int full) const noexcept {
    return std::max(3, static_cast<int>(static_cast<float>(full) * scale + 0.5F));
  }
};

struct Mesh {
  std::vector<Vertex> vertices;
  std::vector<std::array<std::uint32_t, 3>> triangles;
  std::vector<Material> sheets;

  /// Adds the sheet `surface(u, v)` with `rows` cells along u and `columns` along v.
  template <class Surface>
  void add_sheet(const Material& material, int rows, int columns, const Surface& surface) {
    const auto first = static_cast<std::uint32_t>(vertices.size());
    const auto sheet = static_cast<std::uint32_t>(sheets.size());
    sheets.push_back(material);
    for (int i = 0; i <= rows; ++i) {
      for (int j = 0; j <= columns; ++j) {
        const float u = static_cast<float>(i) / static_cast<float>(rows);
        const float v = 2 * static_cast<float>(j) / static_cast<float>(columns) - 1;
        vertices.push_back(
            {.position = surface(u, v), .normal = {}, .u = u, .v = v, .sheet = sheet});
      }
    }
    connect(first, rows, columns);
  }

 private:
  /// Triangles and normals of the grid of vertices that starts at `first`.
  void connect(std::uint32_t first, int rows, int columns);
};

}  // namespace autochrome::garden
