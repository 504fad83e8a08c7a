#include "records/curves.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string_view>

#include <fmt/format.h>

#include "base/error.h"
#include "base/json_text.h"

namespace autochrome::records {

namespace {

constexpr double kBeyondDrawing = 1e100;
constexpr std::array<std::string_view, 3> kPositions = {"epoch", "steps", "seconds"};
constexpr std::string_view kBaseline = "gray_";

struct Kind {
  std::string_view part;  ///< of the metric's name
  std::string_view title;
};

/// The first that fits decides: the losses of two adversaries are not on the scale of the others.
constexpr std::array<Kind, 5> kKinds = {{{"discriminator", "Adversarial loss"},
                                         {"adversarial", "Adversarial loss"},
                                         {"loss", "Loss"},
                                         {"ab_mse", "Mean square error of a* and b*"},
                                         {"score", "Discriminator scores"}}};

std::string words(std::string_view key) {
  std::string name(key);
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

std::string title_of(std::string_view key) {
  for (const Kind& kind : kKinds) {
    if (key.find(kind.part) != std::string_view::npos) return std::string(kind.title);
  }
  std::string title = words(key);
  if (!title.empty() && title[0] >= 'a' && title[0] <= 'z') title[0] -= 'a' - 'A';
  return title;
}

std::vector<double> epochs_of(std::span<const Json> metrics) {
  std::vector<double> epochs;
  for (const Json& line : metrics) {
    const double epoch = metric(line, "epoch");
    if (std::isnan(epoch) || (!epochs.empty() && epoch <= epochs.back())) {
      throw InputError(fmt::format("line {} of the metrics has no epoch above that before it: {}",
                                   epochs.size() + 1, json_text(line)));
    }
    epochs.push_back(epoch);
  }
  return epochs;
}

/// Keys of numbers in any line, in the order in which they first appear. A null is a number that
/// was not finite, since JSON cannot say so.
std::vector<std::string> metric_keys(std::span<const Json> metrics) {
  std::vector<std::string> keys;
  for (const Json& line : metrics) {
    for (const auto& item : line.items()) {
      const bool is_number = item.value().is_number() || item.value().is_null();
      const bool is_position =
          std::find(kPositions.begin(), kPositions.end(), item.key()) != kPositions.end();
      const bool is_known = std::find(keys.begin(), keys.end(), item.key()) != keys.end();
      if (is_number && !is_position && !is_known) keys.push_back(item.key());
    }
  }
  return keys;
}

Curve curve_of(std::span<const Json> metrics, const std::string& key) {
  Curve curve{.name = words(key), .baseline = key.starts_with(kBaseline), .values = {}};
  for (const Json& line : metrics) curve.values.push_back(metric(line, key));
  return curve;
}

}  // namespace

double metric(const Json& line, const std::string& key) {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  if (!line.is_object()) return kNone;
  const auto found = line.find(key);
  if (found == line.end() || !found->is_number()) return kNone;
  const auto value = found->get<double>();
  return std::abs(value) < kBeyondDrawing ? value : kNone;
}

std::vector<Chart> charts_of(std::span<const Json> metrics) {
  const std::vector<double> epochs = epochs_of(metrics);
  std::vector<Chart> charts;
  for (const std::string& key : metric_keys(metrics)) {
    const std::string title = title_of(key);
    const auto found = std::find_if(charts.begin(), charts.end(),
                                    [&](const Chart& chart) { return chart.title == title; });
    Chart& chart = found != charts.end() ? *found : charts.emplace_back(Chart{title, epochs, {}});
    chart.curves.push_back(curve_of(metrics, key));
  }
  return charts;
}

}  // namespace autochrome::records
