// The folder of a report: the page with its pictures, the figures, and the files of numbers.
#include <algorithm>
#include <cstdlib>
#include <map>
#include <mutex>
#include <set>

#include <fmt/format.h>

#include "base/file.h"
#include "base/json_text.h"
#include "evaluate/report.h"
#include "image/samples.h"
#include "image/save.h"
#include "report/page.h"
#include "report/sheet.h"

namespace autochrome::evaluate {

namespace {

namespace fs = std::filesystem;

/// Of the pictures within the page: a few kilobytes each, and nothing that one would see.
constexpr int kPageQuality = 88;

image::Picture picture_of(const std::vector<std::uint8_t>& rgb, int width, int height) {
  return image::from_samples(
      {.width = width, .height = height, .bands = 3, .values = {rgb.begin(), rgb.end()}});
}

/// The pictures that a report shows, by their place in the judgement.
struct Shots {
  std::map<std::size_t, Json> uris;           ///< one for each contestant, for the page
  std::map<std::size_t, Paintings> drawings;  ///< of the figures' pictures alone
};

std::set<std::size_t> places_of(const std::vector<Figure>& figures) {
  std::set<std::size_t> places;
  for (const Figure& figure : figures) {
    for (const FigureRow& row : figure.rows) {
      for (const FigureTile& tile : row.tiles) places.insert(tile.picture);
    }
  }
  return places;
}

Shots take_shots(const Report& report,
                 const std::vector<Figure>& figures,
                 const ReportOptions& options) {
  const std::vector<std::size_t> places =
      places_to_show(report.judgement, report.contestants, figures,
                     static_cast<std::size_t>(options.shown), options.figures.seed);
  std::vector<std::size_t> examples;
  for (const std::size_t place : places) examples.push_back(report.judgement.pictures[place]);
  const std::set<std::size_t> in_figure = places_of(figures);
  Shots shots;
  std::mutex mutex;
  const int size = report.examples.size();
  const auto use = [&](const Painted& painted) {
    Json uris = Json::array();
    for (const auto& rgb : painted.paintings) {
      const image::Encoded encoded = image::encode(picture_of(rgb, size, size), image::Format::Webp,
                                                   {.quality = kPageQuality});
      uris.push_back(report::data_uri("image/webp", encoded.bytes));
    }
    const std::lock_guard lock(mutex);
    const std::size_t place = places[painted.place];
    shots.uris[place] = std::move(uris);
    if (in_figure.contains(place)) shots.drawings[place] = painted.paintings;
  };
  paint(report.examples, report.contestants, examples, {.threads = options.threads, .use = use});
  return shots;
}

/// To five significant digits: a page is for reading, metrics.json has all of them.
double shortened(double value) { return std::stod(fmt::format("{:.5g}", value)); }

Json contestants_of_page(const Report& report, const Json& full) {
  Json contestants = Json::array();
  for (std::size_t c = 0; c < report.contestants.size(); ++c) {
    const Standing& standing = report.summary.standings[c];
    Json one = {{"name", full[c]["name"]},
                {"kind", full[c]["kind"]},
                {"detail", full[c]["detail"]},
                {"baseline", is_baseline(report.contestants[c]->kind())}};
    for (std::size_t m = 0; m < report.summary.metrics.size(); ++m) {
      const Estimate& estimate = standing.estimates[m];
      const PairedDifference& difference = standing.against[m];
      one["mean"].push_back(estimate.mean);
      one["median"].push_back(estimate.median);
      one["low"].push_back(estimate.interval.low);
      one["high"].push_back(estimate.interval.high);
      one["against_gray"].push_back(standing.against_gray[m].verdict);
      one["against"].push_back({{"mean", difference.mean},
                                {"low", difference.interval.low},
                                {"high", difference.interval.high},
                                {"win_rate", difference.win_rate},
                                {"verdict", difference.verdict}});
    }
    contestants.push_back(std::move(one));
  }
  return contestants;
}

Json pictures_of_page(const Report& report) {
  Json pictures = Json::array();
  for (std::size_t place = 0; place < report.judgement.pictures.size(); ++place) {
    const std::size_t example = report.judgement.pictures[place];
    Json values = Json::array();
    for (const metrics::Row& row : report.judgement.rows[place]) {
      Json& one = values.emplace_back(Json::array());
      for (const double value : row.values().first(report.summary.metrics.size())) {
        one.push_back(shortened(value));
      }
    }
    pictures.push_back({{"name", report.examples.name(example)},
                        {"label", report.examples.label(example)},
                        {"values", std::move(values)}});
  }
  return pictures;
}

Json set_scores_of_page(const Report& report) {
  Json all = Json::array();
  for (const SetScore& score : set_scores(report)) {
    Json values = Json::array();
    for (const auto& value : score.values) values.push_back(value ? Json(*value) : Json());
    all.push_back({{"title", score.title},
                   {"meaning", score.meaning},
                   {"decimals", score.decimals},
                   {"values", std::move(values)}});
  }
  return all;
}

Json json_of(const Figure& figure) {
  Json rows = Json::array();
  for (const FigureRow& row : figure.rows) {
    Json tiles = Json::array();
    for (const FigureTile& tile : row.tiles) {
      tiles.push_back(
          {{"picture", tile.picture}, {"contestant", tile.contestant}, {"label", tile.label}});
    }
    rows.push_back({{"title", row.title}, {"tiles", std::move(tiles)}});
  }
  return {{"title", figure.title},
          {"caption", figure.caption},
          {"columns", figure.columns},
          {"rows", std::move(rows)}};
}

std::string subtitle_of(const Report& report) {
  const ExampleSource& source = report.examples.source();
  return fmt::format("{} pictures of {}×{} pixels, {} of {}", report.judgement.pictures.size(),
                     report.examples.size(), report.examples.size(),
                     source.split == "all" ? "all" : source.split + " split", source.name);
}

Json page_data(const Report& report,
               const Json& numbers,
               const std::vector<Figure>& figures,
               Shots& shots) {
  Json drawn = Json::array();
  for (const Figure& figure : figures) drawn.push_back(json_of(figure));
  Json by_place = Json::object();
  for (auto& [place, uris] : shots.uris) by_place[std::to_string(place)] = std::move(uris);
  return {{"subtitle", subtitle_of(report)},
          {"head", report.head},
          {"verdicts", numbers["verdicts"]},
          {"reference", report.against ? Json(*report.against) : Json()},
          {"metrics", numbers["metrics"]},
          {"set_scores", set_scores_of_page(report)},
          {"contestants", contestants_of_page(report, numbers["contestants"])},
          {"classes", report.examples.classes()},
          {"excluded", numbers["excluded"]},
          {"pictures", pictures_of_page(report)},
          {"figures", std::move(drawn)},
          {"shots", std::move(by_place)}};
}

report::Drawing drawing_of(const Figure& figure, const Shots& shots, int side) {
  report::Sheet sheet{.side = side, .columns = figure.columns, .rows = {}};
  for (const FigureRow& row : figure.rows) {
    report::SheetRow& line = sheet.rows.emplace_back();
    line.title = row.title;
    for (const FigureTile& tile : row.tiles) {
      line.tiles.push_back({shots.drawings.at(tile.picture)[tile.contestant], tile.label});
    }
  }
  return report::draw(sheet);
}

std::string markdown_of(const Report& report, const Json& numbers) {
  std::string text = "# Colorizations judged\n\n" + subtitle_of(report) + ".\n\n";
  for (const Json& sentence : numbers["verdicts"]) {
    text += "- " + sentence.get<std::string>() + "\n";
  }
  text += "\nMeans with 95 % intervals; the best of those ranked is bold.\n\n" +
          report::to_markdown(table_of_means(report)) + "\nMedians.\n\n" +
          report::to_markdown(table_of_medians(report));
  if (report.against) {
    text += fmt::format(
                "\nAgainst {}, picture by picture: mean difference, its interval, and the "
                "share of pictures won; surely better is bold.\n\n",
                report.contestants[*report.against]->name()) +
            report::to_markdown(table_of_differences(report, *report.against));
  }
  text += "\n";
  for (const auto& [name, value] : report.head.items()) {
    text += fmt::format("- {}: {}\n", name,
                        value.is_string() ? value.get<std::string>() : json_text(value));
  }
  for (const auto& contestant : report.contestants) {
    text += fmt::format("- {}: {}\n", contestant->name(), contestant->detail());
  }
  return text;
}

}  // namespace

void write_report(const Report& report, const fs::path& folder, const ReportOptions& options) {
  const std::vector<Figure> figures =
      plan_figures(report.judgement, report.examples, report.contestants, options.figures);
  const Json numbers = metrics_json(report);
  write_file(folder / "metrics.json", json_text(numbers, 1) + "\n");
  write_file(folder / "metrics.csv", metrics_csv(report));
  write_file(folder / "table.md", markdown_of(report, numbers));
  write_file(folder / "table.tex", report::to_latex(table_of_means(report)));
  Shots shots = take_shots(report, figures, options);
  for (const Figure& figure : figures) {
    const report::Drawing drawing = drawing_of(figure, shots, report.examples.size());
    image::save(picture_of(drawing.rgb, drawing.width, drawing.height), folder / figure.file);
  }
  write_file(folder / "report.html",
             report::evaluation_page(page_data(report, numbers, figures, shots)));
}

}  // namespace autochrome::evaluate
