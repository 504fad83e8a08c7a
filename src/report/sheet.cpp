#include "report/sheet.h"

#include <algorithm>
#include <cstddef>

#include "report/font.h"

namespace autochrome::report {

namespace {

constexpr int kLeastSide = 160;
constexpr int kGap = 8;
constexpr int kScale = 2;  ///< pixels a pixel of the font
constexpr int kAdvance = (kGlyphWidth + 1) * kScale;
constexpr int kLine = (kGlyphHeight + 3) * kScale;
constexpr std::uint8_t kPaper = 255;
constexpr std::uint8_t kInk = 40;

/// Where things of a sheet go.
struct Placement {
  explicit Placement(const Sheet& sheet)
      : factor((kLeastSide + sheet.side - 1) / sheet.side), tile(factor * sheet.side) {
    std::size_t widest = sheet.columns.size();
    for (const SheetRow& row : sheet.rows) widest = std::max(widest, row.tiles.size());
    width = kGap + static_cast<int>(widest) * (tile + kGap);
    height = kGap + (sheet.columns.empty() ? 0 : kLine);
    for (const SheetRow& row : sheet.rows) {
      height += (row.title.empty() ? 0 : kLine) + tile + kLine + kGap;
    }
  }

  [[nodiscard]] int left(std::size_t column) const {
    return kGap + static_cast<int>(column) * (tile + kGap);
  }

  int factor;
  int tile;
  int width = 0;
  int height = 0;
};

class Canvas {
 public:
  Canvas(int width, int height)
      : drawing_{
            std::vector<std::uint8_t>(
                static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3, kPaper),
            width, height} {}

  void put_text(int x, int y, int room, std::string_view text) {
    for (int used = kAdvance; !text.empty() && used <= room; used += kAdvance) {
      put_glyph(x, y, next_glyph(text));
      x += kAdvance;
    }
  }

  void put_picture(int x0, int y0, const std::vector<std::uint8_t>& rgb, const Placement& place) {
    if (rgb.empty()) return;
    const int side = place.tile / place.factor;
    for (int y = 0; y < place.tile; ++y) {
      for (int x = 0; x < place.tile; ++x) {
        const std::ptrdiff_t from =
            3 * (std::ptrdiff_t{y / place.factor} * side + x / place.factor);
        std::copy_n(rgb.begin() + from, 3, pixel(x0 + x, y0 + y));
      }
    }
  }

  [[nodiscard]] Drawing finish() && { return std::move(drawing_); }

 private:
  std::vector<std::uint8_t>::iterator pixel(int x, int y) {
    return drawing_.rgb.begin() + 3 * (std::ptrdiff_t{y} * drawing_.width + x);
  }

  void put_glyph(int x0, int y0, const Glyph& glyph) {
    for (int y = 0; y < kGlyphHeight * kScale; ++y) {
      for (int x = 0; x < kGlyphWidth * kScale; ++x) {
        const int bits = glyph[static_cast<std::size_t>(y / kScale)];
        if ((bits >> (kGlyphWidth - 1 - x / kScale) & 1) != 0) {
          std::fill_n(pixel(x0 + x, y0 + y), 3, kInk);
        }
      }
    }
  }

  Drawing drawing_;
};

}  // namespace

Drawing draw(const Sheet& sheet) {
  const Placement place(sheet);
  Canvas canvas(place.width, place.height);
  int y = kGap;
  for (std::size_t c = 0; c < sheet.columns.size(); ++c) {
    canvas.put_text(place.left(c), y, place.tile, sheet.columns[c]);
  }
  if (!sheet.columns.empty()) y += kLine;
  for (const SheetRow& row : sheet.rows) {
    canvas.put_text(kGap, y, place.width - 2 * kGap, row.title);
    if (!row.title.empty()) y += kLine;
    for (std::size_t c = 0; c < row.tiles.size(); ++c) {
      canvas.put_picture(place.left(c), y, row.tiles[c].rgb, place);
      canvas.put_text(place.left(c), y + place.tile + kScale, place.tile, row.tiles[c].label);
    }
    y += place.tile + kLine + kGap;
  }
  return std::move(canvas).finish();
}

}  // namespace autochrome::report
