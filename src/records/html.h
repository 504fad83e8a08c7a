// What the pieces of a page are written with.
#pragma once

#include <string>
#include <string_view>

namespace autochrome::records {

/// Text that means itself in HTML and in SVG, also inside quoted attributes.
[[nodiscard]] std::string escaped(std::string_view text);

/// "0.01086", "438.2" or "–" for what is not finite: four digits that matter.
[[nodiscard]] std::string number_text(double value);

}  // namespace autochrome::records
