// A table of text, written as Markdown, LaTeX or CSV.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace autochrome::report {

struct Cell {
  std::string text;
  bool bold = false;
};

struct Table {
  std::vector<std::string> columns;
  std::vector<std::vector<Cell>>
      rows;  ///< as many cells as columns; the first column names the row
};

/// A pipe table whose columns line up in plain text too; numbers stand to the right.
[[nodiscard]] std::string to_markdown(const Table& table);

/// A `tabular` without packages; Δ, ° and other letters that pdfLaTeX lacks become commands.
[[nodiscard]] std::string to_latex(const Table& table);

/// One line of RFC 4180: fields with commas, quotes or line breaks are quoted.
[[nodiscard]] std::string csv_line(std::span<const std::string> fields);

}  // namespace autochrome::report
