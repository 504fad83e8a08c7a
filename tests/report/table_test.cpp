#include "report/table.h"

#include <gtest/gtest.h>

namespace autochrome::report {
namespace {

const Table kTable = {.columns = {"Metric", "a_b"},
                      .rows = {{{"ΔE00 ↓"}, {"12.3", true}}, {{"x|y"}, {"4 %"}}}};

TEST(Table, MarkdownLinesUp) {
  EXPECT_EQ(to_markdown(kTable),
            "| Metric |      a_b |\n"
            "| ------ | -------: |\n"
            "| ΔE00 ↓ | **12.3** |\n"
            "| x\\|y   |      4 % |\n");
}

TEST(Table, LatexEscapes) {
  EXPECT_EQ(to_latex(kTable),
            "\\begin{tabular}{lr}\n\\hline\n"
            "Metric & a\\_b \\\\\n\\hline\n"
            "$\\Delta$E00 $\\downarrow$ & \\textbf{12.3} \\\\\n"
            "x|y & 4 \\% \\\\\n"
            "\\hline\n\\end{tabular}\n");
}

TEST(Table, CsvQuotesWhatItMust) {
  const std::vector<std::string> fields = {"plain", "a,b", "say \"x\"", "two\nlines", ""};
  EXPECT_EQ(csv_line(fields), "plain,\"a,b\",\"say \"\"x\"\"\",\"two\nlines\",\n");
}

}  // namespace
}  // namespace autochrome::report
