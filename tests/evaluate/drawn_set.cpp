#include "tests/evaluate/drawn_set.h"

#include "base/json.h"
#include "base/random.h"
#include "dataset/writer.h"
#include "image/samples.h"
#include "image/save.h"
#include "nets/registry.h"

namespace autochrome::evaluate::testing {

namespace fs = std::filesystem;

std::vector<std::uint8_t> drawn_square(int seed, int side) {
  Random random(static_cast<std::uint64_t>(seed) + 100);
  const auto color = [&] {
    return std::vector<int>{static_cast<int>(random.below(200)),
                            static_cast<int>(random.below(200)),
                            static_cast<int>(random.below(200))};
  };
  const auto disc = color();
  const auto ground = color();
  const double radius = side * (0.2 + 0.2 * random.uniform());
  std::vector<std::uint8_t> rgb;
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      const double dx = x - side / 2.0;
      const double dy = y - side / 2.0;
      const auto& ink = dx * dx + dy * dy < radius * radius ? disc : ground;
      const int grain = static_cast<int>(random.below(30));
      for (const int value : ink) rgb.push_back(static_cast<std::uint8_t>(value + grain));
    }
  }
  return rgb;
}

void write_set(const fs::path& path) {
  dataset::Writer writer(path, {.size = kSide, .seed = 3, .classes = {"rose", "tulip"}});
  for (int i = 0; i < kPictures; ++i) {
    const std::string name = (i % 2 == 0 ? "rose/" : "tulip/") + std::to_string(i) + ".jpg";
    writer.append(drawn_square(i), i % 2, name);
  }
  writer.finish(dataset::shuffled_splits(kPictures, 3), 0);
}

void write_copies(const Examples& examples, const fs::path& folder) {
  for (std::size_t i = 0; i < examples.count(); ++i) {
    fs::path target = folder / examples.name(i);
    fs::create_directories(target.parent_path());
    const std::vector<std::uint8_t> rgb = examples.picture(i);
    image::save(image::from_samples({.width = examples.size(),
                                     .height = examples.size(),
                                     .values = {rgb.begin(), rgb.end()}}),
                target.replace_extension(".png"));
  }
}

void write_picture(const fs::path& path, int side, int bands, int bits) {
  fs::create_directories(path.parent_path());
  const std::vector<std::uint8_t> rgb = drawn_square(7, side);
  std::vector<std::uint16_t> values;
  for (std::size_t i = 0; i < rgb.size(); i += bands == 1 ? 3 : 1) {
    values.push_back(static_cast<std::uint16_t>(bits == 8 ? rgb[i] : rgb[i] * 257));
  }
  image::save(image::from_samples(
                  {.width = side, .height = side, .bands = bands, .bits = bits, .values = values}),
              path);
}

namespace {

std::shared_ptr<const Weights> scaled_weights(const graph::Graph& graph, float scale) {
  Weights weights;
  for (const auto& [name, initial] : initial_weights(graph, 5)) {
    Parameter parameter = initial;
    for (float& value : parameter.values) value *= scale;
    weights.set(name, std::move(parameter));
  }
  return std::make_shared<const Weights>(std::move(weights));
}

}  // namespace

std::shared_ptr<const model::TrainedModel> drawn_model(float scale) {
  const Json config = {{"width", 4}, {"depth", 2}, {"outputs", 2}};
  graph::Graph graph = nets::build("unet", config);
  auto weights = scaled_weights(graph, scale);
  return std::make_shared<const model::TrainedModel>(
      model::TrainedModel{.network = {"unet", config, std::move(graph), std::move(weights)},
                          .convention = {.predict = "ab", .size = kSide},
                          .provenance = Json::object(),
                          .hash = {}});
}

std::shared_ptr<const model::TrainedModel> drawn_classifier(const std::vector<std::string>& classes,
                                                            float scale) {
  const Json config = {{"width", 2}, {"classes", classes.size()}};
  graph::Graph graph = nets::build("flower-classifier", config);
  auto weights = scaled_weights(graph, scale);
  return std::make_shared<const model::TrainedModel>(model::TrainedModel{
      .network = {"flower-classifier", config, std::move(graph), std::move(weights)},
      .convention = {.predict = "class", .size = 16},
      .classes = classes,
      .provenance = Json::object(),
      .hash = {}});
}

Contestants usual_contestants(const Examples& examples) {
  Contestants all;
  all.push_back(gray());
  all.push_back(mean_color(examples.mean_color()));
  all.push_back(network("net", drawn_model()));
  all.push_back(truth());
  return all;
}

}  // namespace autochrome::evaluate::testing
