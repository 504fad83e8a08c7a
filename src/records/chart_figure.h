// A chart as a figure of HTML: its title, a legend with the last values, and the curves as SVG.
// Pointing at an epoch, or tapping it, shows its values; that is done by the style sheet
// (report.css) alone.
#pragma once

#include <string>

#include "records/curves.h"

namespace autochrome::records {

[[nodiscard]] std::string figure_of(const Chart& chart);

}  // namespace autochrome::records
