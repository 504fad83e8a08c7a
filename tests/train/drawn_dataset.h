// A small prepared set whose colours follow from its lightness, so that a network can learn them:
// bright discs are orange, their dark ground is green.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "base/random.h"
#include "dataset/split.h"
#include "dataset/writer.h"

namespace autochrome::train::testing {

inline std::vector<std::uint8_t> drawn_picture(int size, Random& random) {
  const double x0 = random.uniform() * size;
  const double y0 = random.uniform() * size;
  const double radius = size * (0.2 + 0.2 * random.uniform());
  std::vector<std::uint8_t> pixels;
  for (int y = 0; y < size; ++y) {
    for (int x = 0; x < size; ++x) {
      const bool disc = (x - x0) * (x - x0) + (y - y0) * (y - y0) < radius * radius;
      const auto noise = static_cast<int>(random.below(20));
      const int ground[] = {20, 70, 30};
      const int bloom[] = {235, 140, 40};
      for (int c = 0; c < 3; ++c) {
        pixels.push_back(static_cast<std::uint8_t>((disc ? bloom : ground)[c] + noise));
      }
    }
  }
  return pixels;
}

/// Pictures of two classes, the second with red and blue exchanged.
inline void write_labelled_dataset(const std::filesystem::path& path, int count, int size) {
  Random random(11);
  dataset::Writer writer(path,
                         {.size = size, .seed = 3, .classes = {"warm", "cold"}, .source = "two"});
  for (int i = 0; i < count; ++i) {
    std::vector<std::uint8_t> picture = drawn_picture(size, random);
    for (std::size_t at = 0; i % 2 == 1 && at < picture.size(); at += 3) {
      std::swap(picture[at], picture[at + 2]);
    }
    writer.append(picture, i % 2, "picture" + std::to_string(i));
  }
  writer.finish(dataset::shuffled_splits(static_cast<std::size_t>(count), 3), 0);
}

inline void write_drawn_dataset(const std::filesystem::path& path, int count, int size) {
  Random random(11);
  dataset::Writer writer(path, {.size = size, .seed = 3, .source = "drawn"});
  for (int i = 0; i < count; ++i) {
    writer.append(drawn_picture(size, random), -1, "picture" + std::to_string(i));
  }
  writer.finish(dataset::shuffled_splits(static_cast<std::size_t>(count), 3), 0);
}

}  // namespace autochrome::train::testing
