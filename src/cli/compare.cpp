#include <memory>
#include <string>

#include <fmt/format.h>

#include "base/error.h"
#include "base/json.h"
#include "base/json_text.h"
#include "cli/commands.h"
#include "evaluate/rgb_picture.h"
#include "image/library.h"
#include "metrics/metric.h"
#include "metrics/ssim.h"

namespace autochrome::cli {

namespace {

struct CompareCall {
  std::string picture;
  std::string reference;
  bool json = false;
};

metrics::Row measure(const CompareCall& call) {
  const auto picture = evaluate::read_rgb(image::Source::file(call.picture));
  const auto reference = evaluate::read_rgb(image::Source::file(call.reference));
  if (picture.width != reference.width || picture.height != reference.height) {
    throw InputError(fmt::format("'{}' has {}×{} pixels and '{}' {}×{}; wanted the same size",
                                 call.picture, picture.width, picture.height, call.reference,
                                 reference.width, reference.height));
  }
  for (const auto* one : {&picture, &reference}) {
    if (one->stored_bits > 8) {
      fmt::print(stderr, "autochrome: '{}' has 16 bits a sample, rounded to 8\n",
                 one == &picture ? call.picture : call.reference);
    }
  }
  const color::LabReader reader;
  return metrics::measure(metrics::to_planes(picture.view(), reader),
                          metrics::to_planes(reference.view(), reader));
}

Json json_of(const CompareCall& call, const metrics::Row& row) {
  Json values = Json::object();
  for (const metrics::MetricInfo& info : metrics::pair_metrics()) {
    values[std::string(info.key)] = row[info.metric];
  }
  return {{"picture", call.picture}, {"reference", call.reference}, {"metrics", values}};
}

ExitCode compare(const CompareCall& call) {
  const image::Library library;
  const metrics::Row row = measure(call);
  if (call.json) {
    fmt::print("{}\n", json_text(json_of(call, row), 2));
    return ExitCode::Done;
  }
  for (const metrics::MetricInfo& info : metrics::pair_metrics()) {
    fmt::print("{:<12} {:>10.{}f} {:<3} {}\n", info.title, row[info.metric], info.decimals,
               info.unit, info.meaning);
  }
  return ExitCode::Done;
}

}  // namespace

void add_compare(CLI::App& app, Action& chosen) {
  auto call = std::make_shared<CompareCall>();
  CLI::App* command = app.add_subcommand("compare", "Measure how far one picture is from another");
  command->add_option("PICTURE", call->picture, "The picture to judge")->required();
  command->add_option("REFERENCE", call->reference, "What it should look like, of the same size")
      ->required();
  command->add_flag("--json", call->json, "As JSON");
  command->footer(
      "Example:\n  autochrome compare grandmother.color.jpg grandmother.original.jpg\n");
  command->callback([call, &chosen] { chosen = [call] { return compare(*call); }; });
}

}  // namespace autochrome::cli
