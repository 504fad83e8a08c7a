#include "train/recorder.h"

#include <sstream>

#include <fmt/format.h>

#include "base/file.h"

namespace autochrome::train {

namespace {

constexpr auto kEventInterval = std::chrono::seconds(10);
constexpr int kMostStrips = 40;

/// Of a long training every second epoch is in the report, or every fourth..., the first and the
/// last in any case: all would make a page that no browser opens.
bool is_shown(int epoch, int last) {
  int stride = 1;
  while (last / stride > kMostStrips) stride *= 2;
  return epoch == 1 || epoch == last || epoch % stride == 0;
}

std::vector<Json> lines_of(const std::filesystem::path& path) {
  std::vector<Json> lines;
  if (!std::filesystem::exists(path)) return lines;
  std::istringstream text(read_file(path));
  for (std::string line; std::getline(text, line);) lines.push_back(Json::parse(line));
  return lines;
}

}  // namespace

Recorder::Recorder(const RunFolder& folder,
                   std::optional<Samples> samples,
                   records::Report report,
                   const Position& position)
    : folder_(folder),
      samples_(std::move(samples)),
      report_(std::move(report)),
      events_(folder.events(), position.steps),
      last_event_(std::chrono::steady_clock::now()) {
  folder_.keep_metrics(position.epoch);
  report_.metrics = lines_of(folder_.metrics());
  if (samples_) report_.input = samples_->input();
  if (samples_) report_.truth = samples_->truth();
  for (int epoch = 1; epoch <= position.epoch; ++epoch) {
    if (!is_shown(epoch, position.epoch) || !std::filesystem::exists(folder_.sample(epoch))) {
      continue;
    }
    report_.samples.push_back({epoch, records::load_png(folder_.sample(epoch))});
  }
  write_report(records::RunState::Running);
}

void Recorder::within_epoch(double loss, const Position& position) {
  const auto now = std::chrono::steady_clock::now();
  if (now - last_event_ < kEventInterval) return;
  last_event_ = now;
  events_.append(position.steps, std::array{records::Scalar{"train/running_loss", loss}});
}

void Recorder::after_epoch(const Json& metrics, GraphModule& network, const Position& position) {
  std::vector<records::Picture> pictures;
  if (samples_) {
    pictures.push_back({"samples", samples_->colorized(network)});
    write_file(folder_.sample(position.epoch), pictures[0].png.bytes);
    std::erase_if(report_.samples, [&](const records::SampleStrip& strip) {
      return !is_shown(strip.epoch, position.epoch);
    });
    report_.samples.push_back({position.epoch, pictures[0].png});
  }
  folder_.append_metrics(metrics);
  std::vector<records::Scalar> scalars;
  for (const auto& item : metrics.items()) {
    if (item.value().is_number()) scalars.push_back({item.key(), item.value().get<double>()});
  }
  events_.append(position.steps, scalars, pictures);
  report_.metrics.push_back(metrics);
  write_report(records::RunState::Running);
}

void Recorder::write_report(records::RunState state) {
  report_.state = state;
  write_file(folder_.report(), records::report_html(report_));
}

}  // namespace autochrome::train
