#include "colorize/colorizer.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <thread>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "base/error.h"
#include "base/version.h"
#include "colorize/chroma_upsampler.h"
#include "colorize/look_field.h"
#include "colorize/network_colors.h"
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

PaintOptions resolved(PaintOptions options, const model::TrainedModel& model) {
  validate(options);
  if (options.size == 0) options.size = model.convention.size;
  if (options.seed == 0 || varies(model)) return options;
  throw InputError(
      fmt::format("option 'seed' is {}, but the model '{}' has no noise and gives one answer only",
                  options.seed, model.network.net));
}

infer::SessionOptions session_options(int threads, int seed) {
  infer::SessionOptions options{.threads = threads};
  if (seed != 0) options.dropout_seed = static_cast<std::uint64_t>(seed);
  return options;
}

}  // namespace

bool varies(const model::TrainedModel& model) {
  return std::ranges::any_of(model.network.graph.nodes(), [](const graph::Node& node) {
    return std::holds_alternative<graph::Dropout>(node.op);
  });
}

image::Plane guide_of(const image::Source& source, const image::OpenOptions& limits) {
  return image::lightness(source, kMediumSide, limits);
}

image::Picture colored(const image::Picture& picture,
                       const image::Plane& guide,
                       const Painting& painting,
                       const color::LookOptions& look,
                       int threads) {
  auto field = std::make_shared<const ChromaUpsampler>(
      LowResolution{view_of(painting.lightness), view_of(painting.a), view_of(painting.b)},
      view_of(guide), picture.width(), picture.height(), threads);
  return image::recolor(picture, with_look(std::move(field), look));
}

image::Provenance provenance_of(const Painting& painting, const ColorizeOptions& options) {
  return {.version = std::string(kVersion),
          .model = painting.model,
          .model_hash = painting.model_hash,
          .settings = to_json(options)};
}

Painter::Painter(std::shared_ptr<const model::TrainedModel> model,
                 const PaintOptions& options,
                 int threads)
    : model_(std::move(model)),
      options_(resolved(options, *model_)),
      session_(std::async(std::launch::async, [model = model_, threads, seed = options_.seed] {
        return std::make_shared<infer::Session>(model->network, session_options(threads, seed));
      })) {}

Painting Painter::paint(const image::Plane& guide) {
  image::Plane low =
      image::reduce(guide, image::fit_long_side({guide.width, guide.height}, options_.size));
  NetworkColors colors = network_colors(low, *model_, *session_.get());
  const int width = low.width;
  const int height = low.height;
  return {.lightness = std::move(low),
          .a = {std::move(colors.a), width, height},
          .b = {std::move(colors.b), width, height},
          .model = model_->network.net,
          .model_hash = model_->hash};
}

Colorizer::Colorizer(std::shared_ptr<const model::TrainedModel> model,
                     const ColorizeOptions& options,
                     int threads)
    : look_((validate(options.look), options.look)),
      painter_(std::move(model), options.paint, threads),
      threads_(threads > 0 ? threads : static_cast<int>(std::thread::hardware_concurrency())) {}

Colorized Colorizer::colorize(const image::Source& source, const image::OpenOptions& limits) {
  Stopwatch watch;
  const image::Plane guide = guide_of(source, limits);
  const double prepared = watch.lap();
  const Painting painting = painter_.paint(guide);
  const double ran = watch.lap();
  image::Picture picture = colored(image::open(source, limits), guide, painting, look_, threads_);
  return {.picture = std::move(picture),
          .provenance = provenance_of(painting, {look_, painter_.options()}),
          .prepare_seconds = prepared,
          .network_seconds = ran,
          .upsample_seconds = watch.lap()};
}

}  // namespace autochrome::colorize
