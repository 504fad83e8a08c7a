#include "garden/daylight.h"

#include <algorithm>
#include <limits>

namespace autochrome::garden {

namespace {

constexpr int kSkyRays = 34;
constexpr int kSunRays = 11;
// Of the disc from which the clouded sun shines, as the tangent of its half angle.
constexpr float kSunSpread = 0.14F;
constexpr int kMapSize = 384;
// In units of the map's cells: how far a point is moved off its own sheet before it is looked up.
constexpr float kOffset = 1.6F;

/// Parallel light from one direction.
struct Ray {
  Vec3 direction;
  Vec3 irradiance;  // of a surface that faces it
  bool is_sun;
};

std::vector<Ray> rays_of(const Daylight& daylight) {
  std::vector<Ray> rays;
  for (int i = 0; i < kSkyRays; ++i) {
    // A Fibonacci lattice: even over the sphere.
    const float y = 1 - 2 * (static_cast<float>(i) + 0.5F) / kSkyRays;
    const float around = kGoldenAngle * static_cast<float>(i);
    const float out = std::sqrt(1 - y * y);
    const Vec3 color = mix(daylight.ground, daylight.sky, smooth_step(-0.35F, 0.45F, y));
    // Facing one half of an even sky, a surface receives a quarter of the sum over all of it.
    rays.push_back(
        {{out * sine(around), y, out * cosine(around)}, (4.0F / kSkyRays) * color, false});
  }
  const Frame towards = Frame::facing(daylight.sun_direction, 0, {}, 1);
  for (int i = 0; i < kSunRays; ++i) {
    const float around = kGoldenAngle * static_cast<float>(i);
    const float out = kSunSpread * std::sqrt((static_cast<float>(i) + 0.5F) / kSunRays);
    const Vec3 aim = towards.at({out * cosine(around), out * sine(around), 1});
    rays.push_back({normalized(aim), (1.0F / kSunRays) * daylight.sun, true});
  }
  return rays;
}

/// A ball that holds the mesh.
struct Ball {
  Vec3 center;
  float radius;
};

Ball ball_around(const Mesh& mesh) {
  constexpr float kFar = std::numeric_limits<float>::max();
  Vec3 low = {kFar, kFar, kFar};
  Vec3 high = {-kFar, -kFar, -kFar};
  for (const Vertex& vertex : mesh.vertices) {
    const Vec3 p = vertex.position;
    low = {std::min(low.x, p.x), std::min(low.y, p.y), std::min(low.z, p.z)};
    high = {std::max(high.x, p.x), std::max(high.y, p.y), std::max(high.z, p.z)};
  }
  return {0.5F * (low + high), 0.5F * length(high - low) + 1e-3F};
}

/// How near to the light the nearest surface is, over a square grid across its direction.
class DepthMap {
 public:
  DepthMap(const Ball& ball, Vec3 direction)
      : frame_(Frame::facing(direction, 0, {}, 1)),
        center_(ball.center),
        cells_per_unit_(0.5F * (kMapSize - 4) / ball.radius),
        depths_(static_cast<std::size_t>(kMapSize) * kMapSize, -std::numeric_limits<float>::max()) {
  }

  /// In cells across the light, and in the same unit towards it.
  [[nodiscard]] Vec3 place_of(Vec3 point) const noexcept {
    const Vec3 p = cells_per_unit_ * (point - center_);
    return {dot(p, frame_.x) + 0.5F * kMapSize, dot(p, frame_.y) + 0.5F * kMapSize,
            dot(p, frame_.z)};
  }

  [[nodiscard]] float cell() const noexcept { return 1 / cells_per_unit_; }

  void draw(Vec3 a, Vec3 b, Vec3 c) noexcept {
    const float area = (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
    if (std::abs(area) < 1e-9F) return;
    const int x0 = first_cell(std::min({a.x, b.x, c.x}));
    const int x1 = last_cell(std::max({a.x, b.x, c.x}));
    const int y0 = first_cell(std::min({a.y, b.y, c.y}));
    const int y1 = last_cell(std::max({a.y, b.y, c.y}));
    for (int y = y0; y <= y1; ++y) {
      for (int x = x0; x <= x1; ++x) {
        const float px = static_cast<float>(x) + 0.5F;
        const float py = static_cast<float>(y) + 0.5F;
        const float wb = ((px - a.x) * (c.y - a.y) - (py - a.y) * (c.x - a.x)) / area;
        const float wc = ((b.x - a.x) * (py - a.y) - (b.y - a.y) * (px - a.x)) / area;
        if (wb < 0 || wc < 0 || wb + wc > 1) continue;
        float& depth = depths_[index(x, y)];
        depth = std::max(depth, a.z + wb * (b.z - a.z) + wc * (c.z - a.z));
      }
    }
  }

  /// Share of the four cells around a place from which it is seen by the light.
  [[nodiscard]] float seen(Vec3 place) const noexcept {
    const float fx = std::floor(place.x - 0.5F);
    const float fy = std::floor(place.y - 0.5F);
    const int x = std::clamp(static_cast<int>(fx), 0, kMapSize - 2);
    const int y = std::clamp(static_cast<int>(fy), 0, kMapSize - 2);
    const float tx = place.x - 0.5F - fx;
    const float ty = place.y - 0.5F - fy;
    const auto lit = [&](int dx, int dy) {
      return depths_[index(x + dx, y + dy)] <= place.z ? 1.0F : 0.0F;
    };
    return mix(mix(lit(0, 0), lit(1, 0), tx), mix(lit(0, 1), lit(1, 1), tx), ty);
  }

 private:
  [[nodiscard]] static std::size_t index(int x, int y) noexcept {
    return static_cast<std::size_t>(y) * kMapSize + static_cast<std::size_t>(x);
  }

  [[nodiscard]] static int first_cell(float at) noexcept {
    return std::max(0, static_cast<int>(std::ceil(at - 0.5F)));
  }

  [[nodiscard]] static int last_cell(float at) noexcept {
    return std::min(kMapSize - 1, static_cast<int>(std::floor(at - 0.5F)));
  }

  Frame frame_;
  Vec3 center_;
  float cells_per_unit_;
  std::vector<float> depths_;
};

DepthMap map_of(const Mesh& mesh, const Ball& ball, Vec3 direction, std::vector<Vec3>& places) {
  DepthMap map(ball, direction);
  places.clear();
  for (const Vertex& vertex : mesh.vertices) places.push_back(map.place_of(vertex.position));
  for (const auto& [a, b, c] : mesh.triangles) map.draw(places[a], places[b], places[c]);
  return map;
}

/// What arrives, and what would arrive if nothing stood before the surface.
struct Arrival {
  float seen = 0;
  float possible = 0;
};

}  // namespace

void illuminate(Mesh& mesh, const Daylight& daylight) {
  if (mesh.vertices.empty()) return;
  const Ball ball = ball_around(mesh);
  std::vector<Vec3> places;
  places.reserve(mesh.vertices.size());
  std::vector<Arrival> arrivals(mesh.vertices.size());
  for (const Ray& ray : rays_of(daylight)) {
    const DepthMap map = map_of(mesh, ball, ray.direction, places);
    for (std::size_t i = 0; i < places.size(); ++i) {
      Vertex& vertex = mesh.vertices[i];
      const float facing = dot(vertex.normal, ray.direction);
      const float side = facing < 0 ? -1.0F : 1.0F;
      const Vec3 lifted = vertex.position + (side * kOffset * map.cell()) * vertex.normal +
                          (0.5F * kOffset * map.cell()) * ray.direction;
      const float seen = map.seen(map.place_of(lifted));
      (facing < 0 ? vertex.light_back : vertex.light_front) +=
          (std::abs(facing) * seen) * ray.irradiance;
      if (ray.is_sun) vertex.sun += seen / kSunRays;
      arrivals[i].seen += seen * std::abs(facing) * ray.irradiance.y;
      arrivals[i].possible += std::abs(facing) * ray.irradiance.y;
    }
  }
  for (std::size_t i = 0; i < arrivals.size(); ++i) {
    mesh.vertices[i].openness = arrivals[i].seen / std::max(arrivals[i].possible, 1e-6F);
  }
}

}  // namespace autochrome::garden
