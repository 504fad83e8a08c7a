#include "colorize/colorizer.h"

#include <chrono>
#include <thread>
#include <utility>

#include "base/version.h"
#include "colorize/network_colors.h"
#include "image/plane.h"
#include "image/recolor.h"
#include "image/thumbnail.h"

namespace autochrome::colorize {

namespace {

// Where the first step of the upsampling ends (ChromaUpsampler): fine enough to place an edge,
// small enough to hold whatever the picture's size.
constexpr int kMediumSide = 1280;

class Stopwatch {
 public:
  /// Seconds since the last lap.
  double lap() {
    const auto now = std::chrono::steady_clock::now();
    return std::chrono::duration<double>(now - std::exchange(last_, now)).count();
  }

 private:
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

PlaneView view_of(const image::Plane& plane) { return {plane.values, plane.width, plane.height}; }

ColorizeOptions resolved(ColorizeOptions options, const model::TrainedModel& model) {
  validate(options);
  if (options.size == 0) options.size = model.convention.size;
  return options;
}

}  // namespace

Colorizer::Colorizer(std::shared_ptr<const model::TrainedModel> model,
                     const ColorizeOptions& options,
                     int threads)
    : model_(std::move(model)),
      options_(resolved(options, *model_)),
      threads_(threads > 0 ? threads : static_cast<int>(std::thread::hardware_concurrency())),
      session_(std::async(std::launch::async, [model = model_, threads] {
        return std::make_shared<infer::Session>(model->network,
                                                infer::SessionOptions{.threads = threads});
      })) {}

Colorized Colorizer::colorize(const image::Source& source, const image::OpenOptions& limits) {
  Stopwatch watch;
  const image::Plane medium = image::lightness(source, kMediumSide, limits);
  const image::Plane low =
      image::reduce(medium, image::fit_long_side({medium.width, medium.height}, options_.size));
  const double prepared = watch.lap();
  const NetworkColors colors = network_colors(low, *model_, *session_.get());
  const double ran = watch.lap();
  const image::Picture full = image::open(source, limits);
  auto field = std::make_shared<const ChromaUpsampler>(
      LowResolution{.lightness = view_of(low),
                    .a = {colors.a, low.width, low.height},
                    .b = {colors.b, low.width, low.height}},
      view_of(medium), full.width(), full.height(), options_.chroma, threads_);
  return {.picture = image::recolor(full, std::move(field)),
          .provenance = {.version = std::string(kVersion),
                         .model = model_->network.net,
                         .model_hash = model_->hash,
                         .settings = to_json(options_)},
          .prepare_seconds = prepared,
          .network_seconds = ran,
          .upsample_seconds = watch.lap()};
}

}  // namespace autochrome::colorize
