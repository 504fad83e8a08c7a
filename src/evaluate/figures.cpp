#include "evaluate/figures.h"

#include <algorithm>
#include <numeric>
#include <set>

#include <fmt/format.h>

#include "base/shuffle.h"
#include "evaluate/summary.h"

namespace autochrome::evaluate {

namespace {

using metrics::Metric;

/// Of each contestant by each of these, so many worst and best pictures are shown.
constexpr Metric kShownBy[] = {Metric::Psnr,          Metric::Ssim,     Metric::Ciede2000,
                               Metric::Inconsistency, Metric::Bleeding, Metric::Greenish};
constexpr std::size_t kWorstShown = 4;
constexpr std::size_t kBestShown = 2;

/// Figures take other samples than the report's, and each its own.
constexpr std::uint64_t kSeedOfFigure1 = 0x5eed0001;
constexpr std::uint64_t kSeedOfFigure3 = 0x5eed0003;

std::vector<std::size_t> shuffled(std::size_t count, std::uint64_t seed) {
  std::vector<std::size_t> places(count);
  std::iota(places.begin(), places.end(), std::size_t{0});
  Random random(seed);
  shuffle(places, random);
  return places;
}

std::vector<std::size_t> of_kind(const Contestants& contestants, ContestantKind kind) {
  std::vector<std::size_t> found;
  for (std::size_t c = 0; c < contestants.size(); ++c) {
    if (contestants[c]->kind() == kind) found.push_back(c);
  }
  return found;
}

/// Places by a contestant's metric, worst first; equal ones in order.
std::vector<std::size_t> by_badness(const Judgement& judgement, std::size_t contestant, Metric m) {
  std::vector<std::size_t> places(judgement.rows.size());
  std::iota(places.begin(), places.end(), std::size_t{0});
  std::stable_sort(places.begin(), places.end(), [&](std::size_t x, std::size_t y) {
    return metrics::badness(m, judgement.rows[x][contestant][m]) >
           metrics::badness(m, judgement.rows[y][contestant][m]);
  });
  return places;
}

std::string file_name(const std::string& path) { return path.substr(path.rfind('/') + 1); }

/// Chooses and labels.
class Planner {
 public:
  Planner(const Judgement& judgement,
          const Examples& examples,
          const Contestants& contestants,
          const FigureOptions& options)
      : judgement_(judgement),
        examples_(examples),
        contestants_(contestants),
        options_(options),
        gray_(index_of(contestants, ContestantKind::Gray)),
        truth_(index_of(contestants, ContestantKind::Truth)),
        models_(of_kind(contestants, ContestantKind::Model)),
        folders_(of_kind(contestants, ContestantKind::Folder)) {}

  [[nodiscard]] std::vector<Figure> plan() const {
    std::vector<Figure> figures;
    if (!models_.empty()) {
      figures.push_back(side_by_side(models_, kSeedOfFigure1));
      figures.back().file = "figure1.png";
      figures.back().title = "Figure 1. Every model on a sample of the pictures";
    }
    if (!models_.empty() || !folders_.empty()) figures.push_back(failures());
    if (!folders_.empty()) {
      std::vector<std::size_t> all = models_;
      all.insert(all.end(), folders_.begin(), folders_.end());
      figures.push_back(side_by_side(all, kSeedOfFigure3));
      figures.back().file = "figure3.png";
      figures.back().title = "Figure 3. Comparison with other systems";
    }
    return figures;
  }

 private:
  [[nodiscard]] Figure side_by_side(const std::vector<std::size_t>& ranked,
                                    std::uint64_t salt) const {
    Figure figure{
        .file = {},
        .title = {},
        .caption = fmt::format("{} pictures drawn at random (seed {}); below each, its "
                               "PSNR in dB.",
                               std::min(options_.sample, judgement_.rows.size()), options_.seed),
        .columns = {"input"},
        .rows = {}};
    for (const std::size_t c : ranked) figure.columns.push_back(contestants_[c]->name());
    figure.columns.emplace_back("truth");
    std::vector<std::size_t> places = shuffled(judgement_.rows.size(), options_.seed ^ salt);
    places.resize(std::min(places.size(), options_.sample));
    for (const std::size_t place : places) {
      FigureRow row{.title = {}, .tiles = {tile(place, gray_, name_at(place))}};
      for (const std::size_t c : ranked) row.tiles.push_back(tile(place, c, psnr_of(place, c)));
      row.tiles.push_back(tile(place, truth_, {}));
      figure.rows.push_back(std::move(row));
    }
    return figure;
  }

  [[nodiscard]] Figure failures() const {
    Figure figure{.file = "figure2.png",
                  .title = "Figure 2. The worst failures of each kind",
                  .caption =
                      "Found by score, of all models and systems: each with its input, who "
                      "made it, its score, and the truth.",
                  .columns = {},
                  .rows = {}};
    for (const Metric kind : {Metric::Inconsistency, Metric::Bleeding, Metric::Greenish}) {
      FigureRow& row = figure.rows.emplace_back();
      row.title = title_of(kind);
      for (const auto& [place, contestant] : worst(kind)) {
        const std::string score =
            fmt::format("{} {:.{}f}", contestants_[contestant]->name(),
                        judgement_.rows[place][contestant][kind], metrics::info(kind).decimals);
        row.tiles.push_back(tile(place, gray_, name_at(place)));
        row.tiles.push_back(tile(place, contestant, score));
        row.tiles.push_back(tile(place, truth_, "truth"));
      }
    }
    for (std::size_t i = 0; i < std::min(options_.worst, judgement_.rows.size()); ++i) {
      for (const char* column : {"input", "result", "truth"}) figure.columns.emplace_back(column);
    }
    return figure;
  }

  struct Worst {
    std::size_t place = 0;
    std::size_t contestant = 0;
  };

  /// Of all ranked contestants, each picture at most once.
  [[nodiscard]] std::vector<Worst> worst(Metric kind) const {
    std::vector<Worst> all;
    for (std::size_t place = 0; place < judgement_.rows.size(); ++place) {
      Worst one{place, contestants_.size()};
      for (std::size_t c = 0; c < contestants_.size(); ++c) {
        if (is_baseline(contestants_[c]->kind())) continue;
        if (one.contestant == contestants_.size() || score(kind, {place, c}) > score(kind, one)) {
          one.contestant = c;
        }
      }
      all.push_back(one);
    }
    std::stable_sort(all.begin(), all.end(), [&](const Worst& x, const Worst& y) {
      return score(kind, x) > score(kind, y);
    });
    all.resize(std::min(all.size(), options_.worst));
    return all;
  }

  [[nodiscard]] double score(Metric kind, const Worst& one) const {
    return judgement_.rows[one.place][one.contestant][kind];
  }

  static std::string title_of(Metric kind) {
    switch (kind) {
      case Metric::Inconsistency:
        return "Inconsistent colouring";
      case Metric::Bleeding:
        return "Colour bleeding";
      default:
        return "Greenish colours";
    }
  }

  static FigureTile tile(std::size_t place, std::size_t contestant, std::string label) {
    return {place, contestant, std::move(label)};
  }

  [[nodiscard]] std::string name_at(std::size_t place) const {
    return file_name(examples_.name(judgement_.pictures[place]));
  }

  [[nodiscard]] std::string psnr_of(std::size_t place, std::size_t contestant) const {
    return fmt::format("{:.1f} dB", judgement_.rows[place][contestant][Metric::Psnr]);
  }

  const Judgement& judgement_;
  const Examples& examples_;
  const Contestants& contestants_;
  const FigureOptions& options_;
  std::size_t gray_;
  std::size_t truth_;
  std::vector<std::size_t> models_;
  std::vector<std::size_t> folders_;
};

}  // namespace

std::vector<Figure> plan_figures(const Judgement& judgement,
                                 const Examples& examples,
                                 const Contestants& contestants,
                                 const FigureOptions& options) {
  return Planner(judgement, examples, contestants, options).plan();
}

std::vector<std::size_t> places_to_show(const Judgement& judgement,
                                        const Contestants& contestants,
                                        const std::vector<Figure>& figures,
                                        std::size_t most,
                                        std::uint64_t seed) {
  std::set<std::size_t> places;
  for (const Figure& figure : figures) {
    for (const FigureRow& row : figure.rows) {
      for (const FigureTile& tile : row.tiles) places.insert(tile.picture);
    }
  }
  const auto add = [&](std::size_t place) {
    if (places.size() < most) places.insert(place);
  };
  for (std::size_t c = 0; c < contestants.size(); ++c) {
    if (is_baseline(contestants[c]->kind())) continue;
    for (const Metric metric : kShownBy) {
      const auto order = by_badness(judgement, c, metric);
      for (std::size_t i = 0; i < std::min(order.size(), kWorstShown); ++i) add(order[i]);
      for (std::size_t i = 0; i < std::min(order.size(), kBestShown); ++i) {
        add(order[order.size() - 1 - i]);
      }
    }
  }
  for (const std::size_t place : shuffled(judgement.rows.size(), seed)) add(place);
  return {places.begin(), places.end()};
}

}  // namespace autochrome::evaluate
