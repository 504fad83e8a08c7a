// Folders of small pictures for the tests of the study.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "image/samples.h"
#include "image/save.h"
#include "study/gallery.h"
#include "tests/temporary_folder.h"

namespace autochrome::study::testing {

inline void write_flat(const std::filesystem::path& path, int side, std::uint16_t level) {
  std::filesystem::create_directories(path.parent_path());
  std::vector<std::uint16_t> values;
  for (int i = 0; i < side * side; ++i) values.insert(values.end(), {level, 90, 60});
  image::save(image::from_samples({.width = side, .height = side, .values = std::move(values)}),
              path);
}

/// "truth" and contestants "one", "two" with scenes a to e; each contestant's red differs.
class DrawnGallery {
 public:
  DrawnGallery() {
    std::uint16_t level = 50;
    for (const char* who : {"truth", "one", "two"}) {
      for (const char* scene : {"a", "b", "c", "x/d", "x/e"}) {
        write_flat(folder_ / who / (std::string(scene) + ".png"), 16, level);
      }
      level = static_cast<std::uint16_t>(level + 50);
    }
  }

  [[nodiscard]] Gallery open() const {
    return {folder_ / "truth", {{"one", folder_ / "one"}, {"two", folder_ / "two"}}};
  }

  [[nodiscard]] std::filesystem::path operator/(const std::filesystem::path& name) const {
    return folder_ / name;
  }

 private:
  autochrome::testing::TemporaryFolder folder_;
};

}  // namespace autochrome::study::testing
