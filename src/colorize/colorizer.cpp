#include "colorize/colorizer.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "base/cores.h"
#include "base/error.h"
#include "base/stopwatch.h"
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

PaintOptions resolved(PaintOptions options, const model::TrainedModel& model) {
  validate(options);
  if (options.size == 0) options.size = model.convention.size;
  if (options.seed == 0) return options;
  if (options.size == kFullSize) {
    throw InputError(
        "the options 'seed' and 'size' full exclude each other: every tile would have noise of its "
        "own");
  }
  if (varies(model)) return options;
  throw InputError(
      fmt::format("option 'seed' is {}, but the model '{}' has no noise and gives one answer only",
                  options.seed, model.network.net));
}

/// What two decoders and an encoder may hold of a picture: two rows of tiles each, as TIFFs have.
std::size_t codec_bytes(const image::Picture& picture) {
  constexpr std::size_t kRows = std::size_t{3} * 2 * 256;
  const int samples = (picture.gray() ? 1 : 3) + (picture.alpha() ? 1 : 0);
  return kRows * static_cast<std::size_t>(picture.width()) *
         static_cast<std::size_t>(samples * picture.bits() / 8);
}

/// A picture no larger than its guide, which then is its own lightness: it is decoded but once.
std::optional<image::Picture> decoded_if_small(const image::Source& source,
                                               const image::OpenOptions& limits) {
  const image::Picture picture = image::open(source, limits);
  if (std::max(picture.width(), picture.height()) > kMediumSide) return {};
  return image::decoded(picture);
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

Reading read(const image::Source& source,
             const PaintOptions& options,
             const image::OpenOptions& limits) {
  Reading reading{.source = source, .limits = limits};
  if (options.size == kFullSize) return reading;
  Stopwatch watch;
  reading.small = decoded_if_small(source, limits);
  reading.guide = reading.small ? image::lightness(*reading.small) : guide_of(source, limits);
  reading.seconds = watch.lap();
  return reading;
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

image::Provenance provenance_of(const model::TrainedModel& model, const ColorizeOptions& options) {
  return {.version = std::string(kVersion),
          .model = model.network.net,
          .model_hash = model.hash,
          .settings = to_json(options)};
}

std::shared_ptr<const void> prepare(const model::TrainedModel& model) {
  const int multiple = model.network.graph.spatial_multiple();
  const int longer = model.convention.size;
  const int shorter = std::max(2 * longer / 3, 1);
  const Shape shapes[] = {input_shape({longer, shorter}, multiple),
                          input_shape({shorter, longer}, multiple)};
  auto packed = std::make_shared<std::vector<std::shared_ptr<const void>>>();
  for (const Shape& shape : shapes) packed->push_back(infer::prepare(model.network, {&shape, 1}));
  return packed;
}

Painter::Painter(std::shared_ptr<const model::TrainedModel> model,
                 const PaintOptions& options,
                 int threads)
    : model_(std::move(model)),
      options_(resolved(options, *model_)),
      session_(std::async(std::launch::async, [model = model_, threads, seed = options_.seed] {
        return std::make_shared<infer::Session>(model->network, session_options(threads, seed));
      })) {}

void Painter::expect(image::PlaneSize picture) {
  if (options_.size == kFullSize) return;
  const Stopwatch watch;
  const auto low = image::fit_long_side(image::fit_long_side(picture, kMediumSide), options_.size);
  const Shape input = input_shape(low, model_->network.graph.spatial_multiple());
  session_.get()->prepare({&input, 1});
  network_seconds_ += watch.seconds();
}

Painting Painter::paint(const image::Plane& guide) {
  if (options_.size == kFullSize) throw std::logic_error("a painting cannot have full size");
  const Stopwatch watch;
  image::Plane low =
      image::reduce(guide, image::fit_long_side({guide.width, guide.height}, options_.size));
  NetworkColors colors = network_colors(low, *model_, *session_.get());
  infer::end_threads();
  network_seconds_ += watch.seconds();
  const int width = low.width;
  const int height = low.height;
  return {.lightness = std::move(low),
          .a = {std::move(colors.a), width, height},
          .b = {std::move(colors.b), width, height},
          .model = model_->network.net,
          .model_hash = model_->hash};
}

std::shared_ptr<const FullColors> Painter::full_colors(const image::Picture& picture,
                                                       std::size_t bytes,
                                                       Pause pause) {
  const image::PlaneSize size{picture.width(), picture.height()};
  const std::size_t codecs = codec_bytes(picture);
  const TileNeeds needs = tile_needs(*model_, *session_.get());
  const image::PlaneSize tile = best_tile(size, needs, bytes - std::min(bytes, codecs));
  if (tile.width == 0) {
    constexpr double kMebi = 1 << 20;
    throw InputError(fmt::format(
        "'{}' is {}x{}: at full size the model '{}' needs {:.0f} MiB for tiles and rows at least; "
        "{:.0f} are left for them",
        picture.name(), size.width, size.height, model_->network.net,
        static_cast<double>(codecs + least_tile_bytes(size, needs)) / kMebi,
        static_cast<double>(bytes) / kMebi));
  }
  if (needs.whole_picture && (tile.width < size.width || tile.height < size.height)) {
    throw InputError(fmt::format(
        "'{}' is too large for 'size' full: the model '{}' looks at the whole picture at once, and "
        "tiles of {}x{} are what fits",
        picture.name(), model_->network.net, tile.width, tile.height));
  }
  return std::make_shared<const FullColors>(image::LightnessRows(picture), model_, session_.get(),
                                            tile, needs.overlap, std::move(pause));
}

Colorizer::Colorizer(std::shared_ptr<const model::TrainedModel> model,
                     const ColorizeOptions& options,
                     Means means)
    : look_((validate(options.look), options.look)),
      painter_(std::move(model), options.paint, means.threads),
      means_(std::move(means)) {
  means_.threads = threads_or_cores(means_.threads);
}

Colorized Colorizer::colorize_full(const Reading& reading) {
  Stopwatch watch;
  const auto opened = [&reading] { return image::open(reading.source, reading.limits); };
  std::shared_ptr<const FullColors> colors =
      painter_.full_colors(opened(), means_.tile_bytes, means_.pause);
  image::Picture picture = image::recolor(opened(), with_look(colors, look_));
  return {.picture = std::move(picture),
          .provenance = provenance_of(painter_.model(), {look_, painter_.options()}),
          .prepare_seconds = watch.lap(),
          .full = std::move(colors)};
}

Colorized Colorizer::colorize(const Reading& reading) {
  if (painter_.options().size == kFullSize) return colorize_full(reading);
  const Painting painting = painter_.paint(reading.guide);
  Stopwatch watch;
  image::Picture picture =
      colored(reading.small ? *reading.small : image::open(reading.source, reading.limits),
              reading.guide, painting, look_, means_.threads);
  return {.picture = std::move(picture),
          .provenance = provenance_of(painting, {look_, painter_.options()}),
          .prepare_seconds = reading.seconds,
          .network_seconds = painter_.network_seconds(),
          .upsample_seconds = watch.lap()};
}

Colorized Colorizer::colorize(const image::Source& source, const image::OpenOptions& limits) {
  return colorize(read(source, painter_.options(), limits));
}

}  // namespace autochrome::colorize
