// An evaluation written down: one folder with a page to look at, tables to print and numbers to
// compute with.
//
//   report.html    everything, in one file that opens offline
//   metrics.json   head, means, every picture's numbers
//   metrics.csv    a line for each picture and contestant
//   table.md, .tex the table of means
//   figure1.png …  the study's figures
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "evaluate/contestant.h"
#include "evaluate/examples.h"
#include "evaluate/figures.h"
#include "evaluate/judge.h"
#include "evaluate/summary.h"
#include "report/table.h"

namespace autochrome::evaluate {

/// All that a report is made of; the referenced live longer than it.
struct Report {
  const Examples& examples;
  const Contestants& contestants;
  const Judgement& judgement;
  const Summary& summary;
  std::optional<std::size_t> against;  ///< whom the page compares all with, if anybody
  Json head;                           ///< what makes the numbers repeatable
};

/// The protocol, the data's hash and the version; `date` is the only entry that differs between
/// two runs over the same inputs.
[[nodiscard]] Json head_of(const Examples& examples,
                           const Judgement& judgement,
                           const SummaryOptions& options,
                           const std::string& date);

/// A number that a contestant's pictures have together and none of them alone; lower is better.
struct SetScore {
  std::string_view key;    ///< "flower_fid_paired", in files
  std::string_view title;  ///< "FID paired", in tables
  std::string_view meaning;
  int decimals = 1;
  std::vector<std::optional<double>> values;  ///< by contestant
};

/// ΔCF of the means; behind a classifier the Fréchet distances too.
[[nodiscard]] std::vector<SetScore> set_scores(const Report& report);

[[nodiscard]] std::string metrics_csv(const Report& report);

[[nodiscard]] Json metrics_json(const Report& report);

/// A row for each metric, a column for each contestant: mean and interval; then the set scores.
[[nodiscard]] report::Table table_of_means(const Report& report);

/// As above: medians.
[[nodiscard]] report::Table table_of_medians(const Report& report);

/// As above: mean difference from `against`, its interval, and the share of pictures won.
[[nodiscard]] report::Table table_of_differences(const Report& report, std::size_t against);

struct ReportOptions {
  int shown = 160;  ///< pictures within report.html
  int threads = 0;
  FigureOptions figures;
};

/// Writes all files into a folder that exists. Throws IoError when one cannot be written.
void write_report(const Report& report,
                  const std::filesystem::path& folder,
                  const ReportOptions& options = {});

}  // namespace autochrome::evaluate
