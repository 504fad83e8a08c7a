// The files of numbers and the tables of a report.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/version.h"
#include "evaluate/report.h"

namespace autochrome::evaluate {

namespace {

using metrics::Better;
using metrics::MetricInfo;

std::string_view name_of(Better better) {
  switch (better) {
    case Better::Lower:
      return "lower";
    case Better::Higher:
      return "higher";
    case Better::NearZero:
      return "near zero";
    case Better::Neither:
      return "neither";
  }
  return "";
}

std::string_view name_of(metrics::Aspect aspect) {
  switch (aspect) {
    case metrics::Aspect::Fidelity:
      return "fidelity";
    case metrics::Aspect::Colorfulness:
      return "colourfulness";
    case metrics::Aspect::Failure:
      return "failure";
    case metrics::Aspect::Recognition:
      return "recognition";
  }
  return "";
}

std::string label_of(const MetricInfo& info) {
  const std::string_view arrow = info.better == Better::Lower      ? " ↓"
                                 : info.better == Better::Higher   ? " ↑"
                                 : info.better == Better::NearZero ? " →0"
                                                                   : "";
  const std::string unit = info.unit.empty() ? "" : fmt::format(" [{}]", info.unit);
  return fmt::format("{}{}{}", info.title, unit, arrow);
}

std::size_t index_of(const MetricInfo& info) { return static_cast<std::size_t>(info.metric); }

/// Whether the contestant's mean is the best of those ranked, unrounded: of two that print alike
/// one may be.
bool is_best(const Report& report, const MetricInfo& info, std::size_t contestant) {
  if (info.better == Better::Neither) return false;
  const auto badness = [&](std::size_t c) {
    return metrics::badness(info.metric,
                            report.summary.standings[c].estimates[index_of(info)].mean);
  };
  for (std::size_t c = 0; c < report.contestants.size(); ++c) {
    if (is_baseline(report.contestants[c]->kind())) continue;
    if (badness(c) < badness(contestant)) return false;
  }
  return !is_baseline(report.contestants[contestant]->kind());
}

/// A table with a row for each metric that stands in tables and `cell(info, contestant)` in it.
template <class MakeCell>
report::Table metric_table(const Report& report, MakeCell cell) {
  report::Table table{.columns = {"Metric"}, .rows = {}};
  for (const auto& contestant : report.contestants) table.columns.push_back(contestant->name());
  for (const MetricInfo& info : report.summary.metrics) {
    if (!info.in_table) continue;
    std::vector<report::Cell> row = {{label_of(info)}};
    for (std::size_t c = 0; c < report.contestants.size(); ++c) row.push_back(cell(info, c));
    table.rows.push_back(std::move(row));
  }
  return table;
}

/// The best of those ranked is marked, as in the rows of metrics.
std::vector<report::Cell> row_of(const SetScore& score, const Report& report) {
  std::optional<double> best;
  for (std::size_t c = 0; c < score.values.size(); ++c) {
    if (is_baseline(report.contestants[c]->kind()) || !score.values[c]) continue;
    best = std::min(best.value_or(*score.values[c]), *score.values[c]);
  }
  std::vector<report::Cell> row = {{fmt::format("{} ↓", score.title)}};
  for (std::size_t c = 0; c < score.values.size(); ++c) {
    const auto& value = score.values[c];
    row.push_back({value ? fmt::format("{:.{}f}", *value, score.decimals) : "–",
                   value && value == best && !is_baseline(report.contestants[c]->kind())});
  }
  return row;
}

std::string text_of(const Interval& interval, int decimals) {
  return fmt::format("({:.{}f} to {:.{}f})", interval.low, decimals, interval.high, decimals);
}

Json json_of(const PairedDifference& difference) {
  return {{"mean", difference.mean},
          {"low", difference.interval.low},
          {"high", difference.interval.high},
          {"win_rate", difference.win_rate}};
}

Json standing_json(const Report& report, std::size_t contestant) {
  const Standing& standing = report.summary.standings[contestant];
  Json estimates = Json::object();
  for (const MetricInfo& info : report.summary.metrics) {
    const Estimate& estimate = standing.estimates[index_of(info)];
    Json one = {{"mean", estimate.mean},
                {"median", estimate.median},
                {"low", estimate.interval.low},
                {"high", estimate.interval.high},
                {"against_gray", json_of(standing.against_gray[index_of(info)])}};
    if (report.against) one["against"] = json_of(standing.against[index_of(info)]);
    estimates[std::string(info.key)] = std::move(one);
  }
  const Contestant& who = *report.contestants[contestant];
  Json json = {{"name", who.name()},
               {"kind", name_of(who.kind())},
               {"detail", who.detail()},
               {"metrics", std::move(estimates)}};
  for (const SetScore& score : set_scores(report)) {
    const auto& value = score.values[contestant];
    json[std::string(score.key)] = value ? Json(*value) : Json();
  }
  return json;
}

Json pictures_json(const Report& report) {
  Json pictures = Json::array();
  for (std::size_t place = 0; place < report.judgement.pictures.size(); ++place) {
    const std::size_t example = report.judgement.pictures[place];
    const int label = report.examples.label(example);
    Json values = Json::object();
    for (std::size_t c = 0; c < report.contestants.size(); ++c) {
      values[report.contestants[c]->name()] =
          report.judgement.rows[place][c].values().first(report.summary.metrics.size());
    }
    pictures.push_back(
        {{"name", report.examples.name(example)},
         {"class", label < 0 ? "" : report.examples.classes()[static_cast<std::size_t>(label)]},
         {"values", std::move(values)}});
  }
  return pictures;
}

}  // namespace

Json head_of(const Examples& examples,
             const Judgement& judgement,
             const SummaryOptions& options,
             const std::string& date) {
  const ExampleSource& source = examples.source();
  Json head = {{"software", fmt::format("Autochrome {}", kVersion)},
               {"date", date},
               {"data", source.name},
               {"data_sha256", source.hash},
               {"split", source.split},
               {"size", fmt::format("{0}×{0}", examples.size())},
               {"pictures", judgement.pictures.size()},
               {"excluded", judgement.excluded.size()},
               {"input", "CIE L* of the true picture at this size"},
               {"output", "a and b at this size with that L*, brought into gamut, 8-bit sRGB"},
               {"intervals", fmt::format("95 % percentile bootstrap over pictures, {} resamples",
                                         options.resamples)},
               {"seed", options.seed}};
  if (judgement.semantics) head["classifier"] = judgement.semantics->classifier;
  return head;
}

std::string metrics_csv(const Report& report) {
  std::vector<std::string> fields = {"picture", "class", "contestant"};
  for (const MetricInfo& info : report.summary.metrics) fields.emplace_back(info.key);
  std::string csv = report::csv_line(fields);
  for (std::size_t place = 0; place < report.judgement.pictures.size(); ++place) {
    const std::size_t example = report.judgement.pictures[place];
    const int label = report.examples.label(example);
    for (std::size_t c = 0; c < report.contestants.size(); ++c) {
      fields = {report.examples.name(example),
                label < 0 ? "" : report.examples.classes()[static_cast<std::size_t>(label)],
                report.contestants[c]->name()};
      const auto values = report.judgement.rows[place][c].values();
      for (const double value : values.first(report.summary.metrics.size())) {
        fields.push_back(fmt::format("{}", value));
      }
      csv += report::csv_line(fields);
    }
  }
  return csv;
}

Json metrics_json(const Report& report) {
  Json infos = Json::array();
  for (const MetricInfo& info : report.summary.metrics) {
    infos.push_back({{"key", info.key},
                     {"title", info.title},
                     {"unit", info.unit},
                     {"better", name_of(info.better)},
                     {"aspect", name_of(info.aspect)},
                     {"in_table", info.in_table},
                     {"decimals", info.decimals},
                     {"meaning", info.meaning}});
  }
  Json contestants = Json::array();
  for (std::size_t c = 0; c < report.contestants.size(); ++c) {
    contestants.push_back(standing_json(report, c));
  }
  Json excluded = Json::array();
  for (const Excluded& one : report.judgement.excluded) {
    excluded.push_back(
        {{"picture", one.picture}, {"contestant", one.contestant}, {"reason", one.reason}});
  }
  return {{"head", report.head},
          {"verdicts", verdicts(report.summary, report.contestants)},
          {"against", report.against ? Json(report.contestants[*report.against]->name()) : Json()},
          {"metrics", std::move(infos)},
          {"contestants", std::move(contestants)},
          {"excluded", std::move(excluded)},
          {"pictures", pictures_json(report)}};
}

report::Table table_of_means(const Report& report) {
  report::Table table = metric_table(report, [&](const MetricInfo& info, std::size_t c) {
    const Estimate& estimate = report.summary.standings[c].estimates[index_of(info)];
    return report::Cell{fmt::format("{:.{}f} {}", estimate.mean, info.decimals,
                                    text_of(estimate.interval, info.decimals)),
                        is_best(report, info, c)};
  });
  for (const SetScore& score : set_scores(report)) table.rows.push_back(row_of(score, report));
  return table;
}

report::Table table_of_medians(const Report& report) {
  return metric_table(report, [&](const MetricInfo& info, std::size_t c) {
    const Estimate& estimate = report.summary.standings[c].estimates[index_of(info)];
    return report::Cell{fmt::format("{:.{}f}", estimate.median, info.decimals)};
  });
}

report::Table table_of_differences(const Report& report, std::size_t against) {
  return metric_table(report, [&](const MetricInfo& info, std::size_t c) {
    if (c == against) return report::Cell{"–"};
    const PairedDifference& difference = report.summary.standings[c].against[index_of(info)];
    std::string text = fmt::format("{:+.{}f} {}", difference.mean, info.decimals,
                                   text_of(difference.interval, info.decimals));
    if (info.better == Better::Neither) return report::Cell{std::move(text)};
    text += fmt::format(", {:.0f} %", 100 * difference.win_rate);
    return report::Cell{std::move(text), difference.verdict > 0};
  });
}

}  // namespace autochrome::evaluate
