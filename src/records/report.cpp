#include "records/report.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

#include "base/base64.h"
#include "base/json_text.h"
#include "base/progress_line.h"
#include "records/chart_figure.h"
#include "records/curves.h"
#include "records/html.h"
#include "records/report.css.h"
#include "records/report.js.h"

namespace autochrome::records {

namespace {

constexpr int kReloadSeconds = 30;

// Only what is in the page itself may be loaded.
constexpr std::string_view kPolicy =
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'";

std::string_view name_of(RunState state) {
  switch (state) {
    case RunState::Running:
      return "running";
    case RunState::Finished:
      return "finished";
    case RunState::Stopped:
      return "stopped";
  }
  return {};
}

/// Epochs done.
double epoch_of(const Report& report) {
  return report.metrics.empty() ? 0 : metric(report.metrics.back(), "epoch");
}

std::string head(const Report& report) {
  const std::string reload =
      report.state == RunState::Running
          ? fmt::format("<meta http-equiv=\"refresh\" content=\"{}\">\n", kReloadSeconds)
          : "";
  return fmt::format(
      "<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n"
      "{}<title>{} · epoch {} of {}</title>\n"
      "<style>\n{}</style>\n",
      kPolicy, reload, escaped(report.net), epoch_of(report), report.epochs, kReportCss);
}

std::string headline(const Report& report) {
  const double share = std::clamp(epoch_of(report) / std::max(report.epochs, 1), 0.0, 1.0);
  return fmt::format(
      "<header>\n"
      "<p class=\"brand soft\">Autochrome training</p>\n"
      "<div class=\"title\"><h1>{0}</h1><span class=\"state {1}\">{1}</span></div>\n"
      "<div class=\"progress {1}\"><div class=\"track\"><i style=\"width:{2:.1f}%\"></i></div>"
      "<span>epoch {3} of {4}</span></div>\n"
      "</header>\n",
      escaped(report.net), name_of(report.state), 100 * share, epoch_of(report), report.epochs);
}

// Squared Lab units; pictures without colour have none to be wrong by a share of.
constexpr double kLeastGrayError = 0.1;

std::string tile(std::string_view label, std::string_view value, std::string_view note) {
  return fmt::format("<div class=\"tile\"><span>{}</span><b>{}</b><span>{}</span></div>\n", label,
                     value, note);
}

/// The line of the smallest validation loss; null when no line has one.
const Json* best_line(const std::vector<Json>& metrics) {
  const Json* best = nullptr;
  for (const Json& line : metrics) {
    const double loss = metric(line, "validation_loss");
    if (std::isnan(loss)) continue;
    if (best == nullptr || loss < metric(*best, "validation_loss")) best = &line;
  }
  return best;
}

/// What everybody asks first: how good, against what, how long.
std::string tiles(const std::vector<Json>& metrics) {
  std::string all;
  if (const Json* best = best_line(metrics)) {
    all += tile("Best validation loss", number_text(metric(*best, "validation_loss")),
                fmt::format("after epoch {}", metric(*best, "epoch")));
    const double error = metric(*best, "validation_ab_mse");
    const double gray = metric(*best, "gray_ab_mse");
    if (gray > kLeastGrayError && !std::isnan(error)) {
      const double percent = 100 * (error / gray - 1);
      all += tile("Color error against gray",
                  fmt::format("{}{:.1f} %", percent < 0 ? "−" : "+", std::abs(percent)),
                  fmt::format("{} where gray has {}", number_text(error), number_text(gray)));
    }
  }
  const double seconds = metrics.empty() ? 0 : metric(metrics.back(), "seconds");
  if (seconds > 0) {
    const double epochs = std::max(metric(metrics.back(), "epoch"), 1.0);
    all +=
        tile("Time", clock_text(seconds), fmt::format("{} an epoch", clock_text(seconds / epochs)));
  }
  return all.empty() ? "" : fmt::format("<div class=\"tiles\">\n{}</div>\n", all);
}

std::string facts(const Report& report) {
  if (report.summary.empty()) return {};
  std::string rows;
  for (const auto& [key, value] : report.summary) {
    rows += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", escaped(key), escaped(value));
  }
  return fmt::format("<dl class=\"facts card\">\n{}</dl>\n", rows);
}

std::string curves(const std::vector<Chart>& charts) {
  std::string figures;
  for (const Chart& chart : charts) figures += figure_of(chart);
  if (figures.empty()) figures = "<p class=\"soft\">The first epoch is not done yet.</p>\n";
  return fmt::format("<h2>Curves</h2>\n<div class=\"charts\">\n{}</div>\n", figures);
}

std::string strip(std::string_view style, const std::string& caption, const Png& png) {
  return fmt::format(
      "<figure class=\"strip {}\"><figcaption>{}</figcaption><img width=\"{}\" height=\"{}\" "
      "alt=\"Sample pictures: {}\" src=\"data:image/png;base64,{}\"></figure>\n",
      style, caption, png.width_px, png.height_px, caption, base64(png.bytes));
}

/// The fixed rows, then the epochs, newest first whatever their order is.
std::string samples(const Report& report) {
  std::string strips;
  if (report.input) strips += strip("given", "Input", *report.input);
  if (report.truth) strips += strip("given", "Truth", *report.truth);
  std::vector<const SampleStrip*> newest_first;
  for (const SampleStrip& sample : report.samples) newest_first.push_back(&sample);
  std::stable_sort(newest_first.begin(), newest_first.end(),
                   [](const auto* a, const auto* b) { return a->epoch > b->epoch; });
  for (const SampleStrip* sample : newest_first) {
    strips += strip("predicted", fmt::format("Epoch {}", sample->epoch), sample->png);
  }
  if (strips.empty()) return {};
  return fmt::format(
      "<h2>Samples</h2>\n"
      "<div class=\"scrub\" hidden><input type=\"range\" min=\"0\" aria-label=\"Epoch\">"
      "<output></output><label><input type=\"checkbox\"> all epochs</label></div>\n"
      "<div class=\"strips card\">\n{}</div>\n",
      strips);
}

std::string numbers(const std::vector<Chart>& charts) {
  if (charts.empty()) return {};
  std::vector<Curve> columns;
  for (const Chart& chart : charts) {
    columns.insert(columns.end(), chart.curves.begin(), chart.curves.end());
  }
  std::string names = "<th>epoch</th>";
  for (const Curve& column : columns) names += fmt::format("<th>{}</th>", escaped(column.name));
  const std::vector<double>& epochs = charts.front().epochs;
  std::string rows;
  for (std::size_t i = 0; i < epochs.size(); ++i) {
    std::string cells = fmt::format("<td>{}</td>", epochs[i]);
    for (const Curve& column : columns) {
      cells += fmt::format("<td>{}</td>", number_text(column.values[i]));
    }
    rows += fmt::format("<tr>{}</tr>\n", cells);
  }
  return fmt::format(
      "<details class=\"card\"><summary>Numbers</summary><div class=\"scroll\"><table>\n"
      "<thead><tr>{}</tr></thead>\n<tbody>\n{}</tbody>\n</table></div></details>\n",
      names, rows);
}

std::string configuration(const Json& config) {
  return fmt::format(
      "<details class=\"card\" open><summary>Configuration</summary><div class=\"scroll\">"
      "<pre>{}</pre></div></details>\n",
      escaped(json_text(config, 2)));
}

}  // namespace

std::string report_html(const Report& report) {
  const std::vector<Chart> charts = charts_of(report.metrics);
  const std::string body = headline(report) + tiles(report.metrics) + facts(report) +
                           curves(charts) + samples(report) + "<h2>Details</h2>\n" +
                           numbers(charts) + configuration(report.config);
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n{}</head>\n<body>\n<main>\n{}</main>\n"
      "<script>\n{}</script>\n</body>\n</html>\n",
      head(report), body, kReportJs);
}

}  // namespace autochrome::records
