#include "colorize/painting.h"

#include <array>
#include <cmath>
#include <cstring>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "base/error.h"
#include "tensor/safetensors.h"

namespace autochrome::colorize {

namespace {

constexpr const char* kKind = "autochrome painting";

[[noreturn]] void refuse(const std::filesystem::path& path, std::string_view reason) {
  throw InputError(fmt::format("cannot use the painting '{}': {}", path.string(), reason));
}

std::string entry(const SafetensorsFile& file, const char* key) {
  const auto found = file.metadata().find(key);
  return found == file.metadata().end() ? std::string() : found->second;
}

image::Plane plane_of(const SafetensorsFile& file,
                      const char* name,
                      const std::filesystem::path& path) {
  const StoredTensor& stored = file.tensor(name);
  if (stored.dtype != Dtype::F32 || stored.dims.size() != 2) {
    refuse(path, fmt::format("'{}' is not a plane of float32", name));
  }
  image::Plane plane{{}, static_cast<int>(stored.dims[1]), static_cast<int>(stored.dims[0])};
  plane.values.resize(stored.bytes.size() / sizeof(float));
  std::memcpy(plane.values.data(), stored.bytes.data(), stored.bytes.size());
  for (const float value : plane.values) {
    if (!std::isfinite(value)) refuse(path, fmt::format("'{}' holds {}", name, value));
  }
  return plane;
}

}  // namespace

void save(const Painting& painting, const std::filesystem::path& path) {
  const TextByName metadata = {
      {"kind", kKind}, {"model", painting.model}, {"model_sha256", painting.model_hash}};
  SafetensorsWriter writer(
      path, header_room(metadata, std::array<std::string, 3>{"lightness", "a", "b"}));
  for (const auto& [name, plane] :
       {std::pair{"lightness", &painting.lightness}, {"a", &painting.a}, {"b", &painting.b}}) {
    writer.append(std::as_bytes(std::span(plane->values)));
    writer.end_tensor(name, Dtype::F32, {plane->height, plane->width});
  }
  writer.finish(metadata);
}

Painting load_painting(const std::filesystem::path& path) {
  const SafetensorsFile file(path);
  if (entry(file, "kind") != kKind) refuse(path, "it is something else");
  Painting painting{.lightness = plane_of(file, "lightness", path),
                    .a = plane_of(file, "a", path),
                    .b = plane_of(file, "b", path),
                    .model = entry(file, "model"),
                    .model_hash = entry(file, "model_sha256")};
  for (const image::Plane* plane : {&painting.a, &painting.b}) {
    if (plane->width != painting.lightness.width || plane->height != painting.lightness.height) {
      refuse(path, "its planes differ in size");
    }
  }
  return painting;
}

}  // namespace autochrome::colorize
