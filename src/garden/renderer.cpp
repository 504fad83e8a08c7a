#include "garden/renderer.h"

#include <algorithm>
#include <limits>

#include "garden/shading.h"

namespace autochrome::garden {

namespace {

// Samples of a pixel along each side.
constexpr int kSamples = 2;
constexpr std::uint32_t kNothing = std::numeric_limits<std::uint32_t>::max();

struct Point {
  float x;
  float y;
};

/// The four samples of a pixel stand on a slanted grid, which shows edges that are nearly level or
/// upright in four steps instead of two.
Point place_of(int column, int line) noexcept {
  return {static_cast<float>(column) + (line % 2 == 0 ? 0.75F : 0.25F),
          static_cast<float>(line) + (column % 2 == 0 ? 0.25F : 0.75F)};
}

/// The shares of a triangle's second and third corner in a point; the first has the rest.
struct Shares {
  float b;
  float c;

  Shares(Vec3 p, Vec3 q, Vec3 r, Point at) noexcept {
    const float area = (q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x);
    b = ((at.x - p.x) * (r.y - p.y) - (at.y - p.y) * (r.x - p.x)) / area;
    c = ((q.x - p.x) * (at.y - p.y) - (q.y - p.y) * (at.x - p.x)) / area;
  }

  /// False as well for a triangle without area, whose shares are not numbers.
  [[nodiscard]] bool inside() const noexcept { return b >= 0 && c >= 0 && b + c <= 1; }
};

/// The samples, from `first` to before `end`, that a span may touch of those from 0 to `count`.
struct Range {
  int first;
  int end;

  Range(float low, float high, int count) noexcept
      : first(static_cast<int>(std::clamp(low, 0.0F, static_cast<float>(count)))),
        end(static_cast<int>(std::clamp(high + 1, 0.0F, static_cast<float>(count)))) {}
};

}  // namespace

Renderer::Renderer(const Mesh& mesh, const Camera& camera, const Daylight& daylight)
    : mesh_(mesh), camera_(camera), daylight_(daylight) {
  places_.reserve(mesh.vertices.size());
  for (const Vertex& vertex : mesh.vertices) {
    const Vec3 place = camera.project(vertex.position);
    places_.push_back({kSamples * place.x, kSamples * place.y, place.z});
  }
}

void Renderer::draw(int first_row, Image& out) {
  first_line_ = kSamples * first_row;
  samples_.assign(out.pixels.size() * kSamples * kSamples, {0, kNothing});
  for (std::uint32_t t = 0; t < mesh_.triangles.size(); ++t) cover(t, kSamples * out.height);
  for (int row = 0; row < out.height; ++row) {
    for (int x = 0; x < out.width; ++x) out.row(row)[x] = resolve(x, row);
  }
}

Renderer::Sample* Renderer::samples_of(int line) noexcept {
  return &samples_[static_cast<std::size_t>(line) * kSamples *
                   static_cast<std::size_t>(camera_.width)];
}

void Renderer::cover(std::uint32_t triangle, int lines) {
  const auto& [ia, ib, ic] = mesh_.triangles[triangle];
  const Vec3 a = places_[ia];
  const Vec3 b = places_[ib];
  const Vec3 c = places_[ic];
  const auto top = static_cast<float>(first_line_);
  const Range down(std::min({a.y, b.y, c.y}) - top, std::max({a.y, b.y, c.y}) - top, lines);
  if (down.first >= down.end) return;
  const Range across(std::min({a.x, b.x, c.x}), std::max({a.x, b.x, c.x}),
                     kSamples * camera_.width);
  for (int line = down.first; line < down.end; ++line) {
    Sample* samples = samples_of(line);
    for (int column = across.first; column < across.end; ++column) {
      const Shares share(a, b, c, place_of(column, first_line_ + line));
      if (!share.inside()) continue;
      const float depth = a.z + share.b * (b.z - a.z) + share.c * (c.z - a.z);
      if (depth > samples[column].depth) samples[column] = {depth, triangle};
    }
  }
}

Pixel Renderer::resolve(int x, int row) {
  Pixel sum;
  Vec3 color;
  std::uint32_t colored_sheet = kNothing;
  for (int line = kSamples * row; line < kSamples * (row + 1); ++line) {
    const Sample* samples = samples_of(line);
    for (int column = kSamples * x; column < kSamples * (x + 1); ++column) {
      const std::uint32_t triangle = samples[column].triangle;
      if (triangle == kNothing) continue;
      // Samples of one sheet share their colour: only outlines need more than one a pixel.
      const std::uint32_t sheet = mesh_.vertices[mesh_.triangles[triangle][0]].sheet;
      if (sheet != colored_sheet) color = color_at(triangle, column, first_line_ + line);
      colored_sheet = sheet;
      sum = sum + Pixel{color, 1};
    }
  }
  return (1.0F / (kSamples * kSamples)) * sum;
}

Vec3 Renderer::color_at(std::uint32_t triangle, int column, int line) const {
  const auto& [ia, ib, ic] = mesh_.triangles[triangle];
  const Vertex& a = mesh_.vertices[ia];
  const Vertex& b = mesh_.vertices[ib];
  const Vertex& c = mesh_.vertices[ic];
  const Shares share(places_[ia], places_[ib], places_[ic], place_of(column, line));
  const auto between = [&](auto field) {
    return (1 - share.b - share.c) * (a.*field) + share.b * (b.*field) + share.c * (c.*field);
  };
  const Vertex point = {.position = between(&Vertex::position),
                        .normal = between(&Vertex::normal),
                        .u = between(&Vertex::u),
                        .v = between(&Vertex::v),
                        .sheet = a.sheet,
                        .light_front = between(&Vertex::light_front),
                        .light_back = between(&Vertex::light_back),
                        .openness = between(&Vertex::openness),
                        .sun = between(&Vertex::sun)};
  return shaded(point, mesh_.sheets[a.sheet], normalized(daylight_.sun_direction), daylight_.sun);
}

}  // namespace autochrome::garden
