#include <filesystem>
#include <memory>

#include <fmt/format.h>

#include "base/error.h"
#include "base/file.h"
#include "base/folder.h"
#include "cli/bind.h"
#include "cli/commands.h"
#include "cli/model_store.h"
#include "colorize/colorizer.h"
#include "garden/garden.h"
#include "image/library.h"
#include "image/samples.h"
#include "image/save.h"

namespace autochrome::cli {

namespace {

namespace fs = std::filesystem;

struct DemoOptions {
  int width = 1200;
  int height = 800;
  std::int64_t seed = 7;

  template <class Self, class Visitor>
  static void describe(Self& self, Visitor&& visit) {
    visit("width", self.width, "Of the picture, in pixels", Limits{.min = 16, .max = 8192});
    visit("height", self.height, "Of the picture, in pixels", Limits{.min = 16, .max = 8192});
    visit("seed", self.seed, "Which garden", Limits{.min = 0});
  }
};

struct DemoCall {
  DemoOptions options;
  fs::path folder = ".";
  bool force = false;
};

image::Picture gray_garden(const DemoOptions& options) {
  const garden::Photograph garden =
      garden::draw(options.width, options.height, static_cast<std::uint64_t>(options.seed));
  return image::from_samples({.width = garden.width,
                              .height = garden.height,
                              .bands = 1,
                              .values = {garden.gray.begin(), garden.gray.end()}});
}

ExitCode demonstrate(const DemoCall& call) {
  validate(call.options);
  const fs::path gray = call.folder / "garden.jpg";
  const fs::path color = call.folder / "garden.color.jpg";
  for (const fs::path& target : {gray, color}) {
    if (!call.force && fs::exists(target)) {
      throw InputError(fmt::format("'{}' exists already; --force overwrites it", target.string()));
    }
  }
  make_folder(call.folder);
  const image::Library library;
  fmt::print(stderr, "drawing a garden …\n");
  const image::SaveOptions save = {.existing = call.force ? Existing::Replaced : Existing::Kept};
  image::save(gray_garden(call.options), gray, save);
  const auto model =
      std::make_shared<const model::TrainedModel>(model::load(find_model(kDefaultModel)));
  colorize::Colorizer colorizer(model, {});
  const auto colorized = colorizer.colorize(image::Source::file(gray));
  image::save(colorized.picture, color, save, colorized.provenance);
  fmt::print(stderr, "{} → {}\n", gray.string(), color.string());
  return ExitCode::Done;
}

}  // namespace

void add_demo(CLI::App& app, Action& chosen) {
  auto call = std::make_shared<DemoCall>();
  CLI::App* command =
      app.add_subcommand("demo", "Draw a black-and-white garden and bring colour to it");
  command->add_option("-o,--output", call->folder, "Folder for garden.jpg and garden.color.jpg")
      ->capture_default_str();
  command->add_flag("-f,--force", call->force, "Overwrite what exists");
  bind(*command, call->options);
  command->callback([call, &chosen] { chosen = [call] { return demonstrate(*call); }; });
}

}  // namespace autochrome::cli
