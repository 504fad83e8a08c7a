// Pictures side by side on white paper with short labels: the figures of a report, as plain pixels.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace autochrome::report {

/// One picture of a sheet; all have the sheet's tile size.
struct Tile {
  std::vector<std::uint8_t> rgb;  ///< [side, side, 3]; empty leaves the place white
  std::string label;              ///< below the picture; what does not fit its width is cut
};

struct SheetRow {
  std::string title;  ///< above the row; may be empty
  std::vector<Tile> tiles;
};

struct Sheet {
  int side = 0;                      ///< of every tile, in pixels
  std::vector<std::string> columns;  ///< above the first row
  std::vector<SheetRow> rows;
};

/// [height, width, 3] sRGB bytes.
struct Drawing {
  std::vector<std::uint8_t> rgb;
  int width = 0;
  int height = 0;
};

/// Small tiles are enlarged by a whole factor to 160 pixels or more. Letters are those of
/// report/font.h.
[[nodiscard]] Drawing draw(const Sheet& sheet);

}  // namespace autochrome::report
