// Where a worker works: it does one task at a time on files, and keeps what the next task may need
// again, networks made ready and the lightness of the last photo.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/json.h"
#include "color/row_kernels.h"
#include "colorize/colorizer.h"
#include "image/samples.h"
#include "server/task.h"

namespace autochrome::server {

/// Models by name, loaded once and shared.
using Models = std::map<std::string, std::shared_ptr<const model::TrainedModel>>;

struct WorkbenchOptions {
  int threads = 1;
  std::int64_t max_pixels = 0;
};

class Workbench {
 public:
  /// Told the share done, in [0, 1].
  using Progress = std::function<void(double)>;

  Workbench(const Models& models, const WorkbenchOptions& options)
      : models_(models), options_(options) {}

  /// Makes a model ready before it is asked for.
  void warm_up(const std::string& model);

  /// What the server is to know of the result: sizes, seconds, warnings, and the file written.
  /// Throws Problem.
  [[nodiscard]] Json perform(const Task& task, const Progress& progress);

  /// Memory ran out once: what is left of it may do for no other picture, however small.
  [[nodiscard]] bool spent() const noexcept { return spent_; }

 private:
  struct Ready {
    std::string model;
    colorize::PaintOptions options;
    std::unique_ptr<colorize::Painter> painter;
  };

  struct Guide {
    std::filesystem::path photo;
    image::Plane lightness;
    bool transparent = false;  ///< in places: the photo has alpha
  };

  [[nodiscard]] Json performed(const Task& task, const Progress& progress);
  [[nodiscard]] Json paint(const Task& task, const Progress& progress);
  [[nodiscard]] Json colorize(const Task& task, const Progress& progress);
  [[nodiscard]] Json original(const Task& task);
  [[nodiscard]] Json reduced(const Task& task);
  [[nodiscard]] Json region(const Task& task);
  [[nodiscard]] Json result(const Task& task, const Progress& progress);

  [[nodiscard]] colorize::Painter& painter_for(const JobOptions& options);
  [[nodiscard]] const image::Plane& guide_of(const Task& task);
  [[nodiscard]] image::Plane lightness_of(const image::Samples& samples);

  [[nodiscard]] image::OpenOptions limits() const { return {.max_pixels = options_.max_pixels}; }

  const Models& models_;
  WorkbenchOptions options_;
  bool spent_ = false;
  std::list<Ready> ready_;  ///< last used first
  std::optional<Guide> guide_;
  std::unique_ptr<color::LightnessReader<std::uint16_t>> reader_;  ///< made when first needed
};

}  // namespace autochrome::server
