#include "report/table.h"

#include <algorithm>
#include <array>
#include <utility>

namespace autochrome::report {

namespace {

/// Characters of UTF-8, which is what a fixed-width font shows.
std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

std::string replaced(std::string_view text,
                     std::span<const std::pair<std::string_view, std::string_view>> rules) {
  std::string result;
  while (!text.empty()) {
    const auto rule = std::find_if(rules.begin(), rules.end(),
                                   [&](const auto& one) { return text.starts_with(one.first); });
    if (rule == rules.end()) {
      result += text.front();
      text.remove_prefix(1);
    } else {
      result += rule->second;
      text.remove_prefix(rule->first.size());
    }
  }
  return result;
}

std::string markdown_text(const Cell& cell) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 2> kRules = {
      {{"|", "\\|"}, {"\n", " "}}};
  const std::string text = replaced(cell.text, kRules);
  return cell.bold ? "**" + text + "**" : text;
}

std::string latex_text(const Cell& cell) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 18> kRules = {
      {{"\\", "\\textbackslash{}"},
       {"&", "\\&"},
       {"%", "\\%"},
       {"$", "\\$"},
       {"#", "\\#"},
       {"_", "\\_"},
       {"{", "\\{"},
       {"}", "\\}"},
       {"~", "\\textasciitilde{}"},
       {"^", "\\textasciicircum{}"},
       {"Δ", "$\\Delta$"},
       {"°", "$^\\circ$"},
       {"²", "$^2$"},
       {"→", "$\\to$"},
       {"↓", "$\\downarrow$"},
       {"↑", "$\\uparrow$"},
       {"–", "--"},
       {"−", "$-$"}}};
  const std::string text = replaced(cell.text, kRules);
  return cell.bold ? "\\textbf{" + text + "}" : text;
}

/// The table's texts, columns first, then rows.
std::vector<std::vector<std::string>> texts_of(const Table& table,
                                               std::string (*text)(const Cell&)) {
  std::vector<std::vector<std::string>> lines(1);
  for (const std::string& column : table.columns) lines[0].push_back(text({column}));
  for (const auto& row : table.rows) {
    auto& line = lines.emplace_back();
    for (const Cell& cell : row) line.push_back(text(cell));
  }
  return lines;
}

}  // namespace

std::string to_markdown(const Table& table) {
  const auto lines = texts_of(table, markdown_text);
  std::vector<std::size_t> widths(table.columns.size(), 3);
  for (const auto& line : lines) {
    for (std::size_t c = 0; c < line.size(); ++c)
      widths[c] = std::max(widths[c], width_of(line[c]));
  }
  std::string result;
  for (std::size_t row = 0; row < lines.size(); ++row) {
    for (std::size_t c = 0; c < lines[row].size(); ++c) {
      const std::string padding(widths[c] - width_of(lines[row][c]), ' ');
      result += "| " + (c == 0 ? lines[row][c] + padding : padding + lines[row][c]) + " ";
    }
    result += "|\n";
    if (row > 0) continue;
    for (std::size_t c = 0; c < widths.size(); ++c) {
      result += "| " + std::string(widths[c] - 1, '-') + (c == 0 ? "- " : ": ");
    }
    result += "|\n";
  }
  return result;
}

std::string to_latex(const Table& table) {
  std::string result =
      "\\begin{tabular}{l" + std::string(table.columns.size() - 1, 'r') + "}\n\\hline\n";
  const auto lines = texts_of(table, latex_text);
  for (std::size_t row = 0; row < lines.size(); ++row) {
    for (std::size_t c = 0; c < lines[row].size(); ++c) {
      result += (c == 0 ? "" : " & ") + lines[row][c];
    }
    result += " \\\\\n";
    if (row == 0) result += "\\hline\n";
  }
  return result + "\\hline\n\\end{tabular}\n";
}

std::string csv_line(std::span<const std::string> fields) {
  std::string line;
  for (const std::string& field : fields) {
    if (&field != fields.data()) line += ',';
    if (field.find_first_of(",\"\r\n") == std::string::npos) {
      line += field;
      continue;
    }
    line += '"';
    for (const char c : field) line += c == '"' ? std::string("\"\"") : std::string(1, c);
    line += '"';
  }
  return line + "\n";
}

}  // namespace autochrome::report
