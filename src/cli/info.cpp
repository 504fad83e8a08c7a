#include <filesystem>
#include <memory>
#include <string>
#include <system_error>

#include <fmt/format.h>

#include "base/error.h"
#include "base/json_text.h"
#include "base/options.h"
#include "cli/commands.h"
#include "cli/describe_model.h"
#include "cli/model_store.h"
#include "image/inspect.h"
#include "image/library.h"

namespace autochrome::cli {

namespace {

struct InfoCall {
  std::string file;
  bool json = false;
};

Json json_of(const image::PictureInfo& info) {
  Json json = {{"format", image::traits(info.format).name},
               {"width", info.width},
               {"height", info.height},
               {"stored_width", info.stored_width},
               {"stored_height", info.stored_height},
               {"bits", info.bits},
               {"floating", info.floating},
               {"bands", info.bands},
               {"color_space", info.color_space},
               {"alpha", info.alpha},
               {"orientation", info.orientation},
               {"icc_profile", info.profile},
               {"exif", info.exif},
               {"xmp", info.xmp},
               {"iptc", info.iptc},
               {"pages", info.pages}};
  if (info.provenance) {
    json["provenance"] = {{"software", info.provenance->software},
                          {"version", info.provenance->version},
                          {"model", info.provenance->model},
                          {"model_hash", info.provenance->model_hash},
                          {"settings", info.provenance->settings}};
  }
  return json;
}

std::string metadata_text(const image::PictureInfo& info) {
  std::string text;
  const auto add = [&text](bool there, std::string_view name) {
    if (there) text += fmt::format("{}{}", text.empty() ? "" : ", ", name);
  };
  add(info.exif, "EXIF");
  add(info.xmp, "XMP");
  add(info.iptc, "IPTC");
  return text.empty() ? "none" : text;
}

std::string text_of(const std::string& file, const image::PictureInfo& info) {
  std::string text = fmt::format(
      "{}\n"
      "  format       {}, {}×{} pixels ({:.1f} megapixels)\n"
      "  samples      {}, {} bit{}{}\n"
      "  orientation  {}\n"
      "  profile      {}\n"
      "  metadata     {}\n",
      file, image::traits(info.format).name, info.width, info.height,
      1e-6 * static_cast<double>(info.width) * info.height, info.color_space, info.bits,
      info.floating ? " float" : "", info.alpha ? ", with alpha" : "", info.orientation,
      info.profile.empty() ? "none" : info.profile, metadata_text(info));
  if (info.pages > 1)
    text += fmt::format("  pages        {}, of which the first counts\n", info.pages);
  if (info.provenance) {
    text +=
        fmt::format("  colours      simulated by {} {}, model {} ({})\n", info.provenance->software,
                    info.provenance->version, info.provenance->model, info.provenance->model_hash);
  }
  return text;
}

/// Of a file that is meant to be a model: by its content, or by its name where that is damaged.
bool is_model(const std::filesystem::path& path) {
  return path.extension() == ".safetensors" || is_model_file(path);
}

ExitCode describe_model(const InfoCall& call, const std::filesystem::path& path) {
  const ModelSummary summary = summarize(path);
  if (call.json) {
    fmt::print("{}\n", json_text(json_of(summary), 2));
  } else {
    fmt::print("{}\n  command      {}\n", to_text(summary), command_of(summary));
  }
  return ExitCode::Done;
}

ExitCode describe(const InfoCall& call) {
  std::error_code ignored;
  const std::filesystem::file_status there = std::filesystem::status(call.file, ignored);
  // A picture's name need not have a suffix, so that a file comes before a shipped model.
  if (is_directory(there)) throw InputError(fmt::format("'{}' is a folder", call.file));
  const bool is_file = exists(there);
  const std::filesystem::path path = is_file ? call.file : find_model(call.file).string();
  if (is_model(path)) return describe_model(call, path);
  const image::Library library;
  const image::PictureInfo info = image::inspect(image::Source::file(path));
  fmt::print("{}", call.json ? json_text(json_of(info), 2) + "\n" : text_of(call.file, info));
  return ExitCode::Done;
}

}  // namespace

void add_info(CLI::App& app, Action& chosen) {
  auto call = std::make_shared<InfoCall>();
  CLI::App* command = app.add_subcommand("info", "Describe a picture or a model");
  command->add_option("FILE", call->file, "Picture, model file or name of a shipped model")
      ->required();
  command->add_flag("--json", call->json, "As JSON");
  command->callback([call, &chosen] { chosen = [call] { return describe(*call); }; });
}

}  // namespace autochrome::cli
