#include "records/chart_figure.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "records/axis.h"
#include "records/html.h"

namespace autochrome::records {

namespace {

// In units of the picture, which is as wide as its column. The margins hold the labels.
constexpr double kWidth = 480;
constexpr double kHeight = 270;
constexpr double kLeft = 58;
constexpr double kRight = kWidth - 14;
constexpr double kTop = 12;
constexpr double kBottom = kHeight - 40;

constexpr int kMostTicksAcross = 8;
constexpr int kMostTicksUp = 8;
constexpr double kLogarithmicFrom = 30;  // times the smallest value
constexpr double kLetterWidth = 6.6;     // of the labels' font, about
constexpr double kLineHeight = 17;
constexpr std::size_t kColors = 6;

struct Range {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();

  void include(double value) {
    if (std::isnan(value)) return;
    low = std::min(low, value);
    high = std::max(high, value);
  }

  [[nodiscard]] bool empty() const { return low > high; }
};

Range range_of(const Chart& chart) {
  Range range;
  for (const Curve& curve : chart.curves) {
    for (const double value : curve.values) range.include(value);
  }
  return range;
}

Axis epoch_axis(const Chart& chart) {
  const double first = chart.epochs.front();
  const double last = chart.epochs.back();
  // A lone epoch stands in the middle.
  const double margin = first == last ? 1 : 0;
  return {Axis::Scale::Linear,
          {.low = first - margin, .high = last + margin, .low_px = kLeft, .high_px = kRight}};
}

/// Leaves some air above and below, and begins at zero where that costs little.
Axis value_axis(Range range) {
  if (range.empty()) range = {0, 1};
  if (range.low > 0 && range.high > kLogarithmicFrom * range.low) {
    const double air = std::pow(range.high / range.low, 0.05);
    return {Axis::Scale::Logarithmic,
            {.low = range.low / air, .high = range.high * air, .low_px = kBottom, .high_px = kTop}};
  }
  const double span = range.high - range.low;
  double air = 0.07 * span;
  if (span <= 1e-9 * std::abs(range.high)) air = range.high == 0 ? 1 : 0.1 * std::abs(range.high);
  const bool from_zero = range.low >= 0 && range.low < range.high / 3;
  return {Axis::Scale::Linear,
          {.low = from_zero ? 0 : range.low - air,
           .high = range.high + air,
           .low_px = kBottom,
           .high_px = kTop}};
}

std::string color_class(const Chart& chart, std::size_t curve) {
  if (chart.curves[curve].baseline) return "baseline";
  std::size_t place = 0;
  for (std::size_t i = 0; i < curve; ++i) place += chart.curves[i].baseline ? 0U : 1U;
  return fmt::format("c{}", place % kColors);
}

class Drawing {
 public:
  explicit Drawing(const Chart& chart)
      : chart_(chart), across_(epoch_axis(chart)), up_(value_axis(range_of(chart))) {}

  std::string run() && {
    svg_ = fmt::format("<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{} by epoch\">\n",
                       kWidth, kHeight, escaped(chart_.title));
    draw_axes();
    for (std::size_t i = 0; i < chart_.curves.size(); ++i) draw_curve(i);
    for (std::size_t i = 0; i < chart_.epochs.size(); ++i) draw_values_at(i);
    return std::move(svg_) + "</svg>\n";
  }

 private:
  void draw_axes() {
    for (const double value : up_.ticks(kMostTicksUp)) {
      const double y = up_.position_px(value);
      line("grid", kLeft, y, kRight, y);
      label("end", kLeft - 8, y + 4, fmt::format("{:.6g}", value));
    }
    line("axis", kLeft, kBottom, kRight, kBottom);
    const double first = chart_.epochs.front();
    const double last = chart_.epochs.back();
    for (const double epoch : across_.ticks(kMostTicksAcross)) {
      // The axis of few epochs has round values where there is none.
      if (epoch != std::round(epoch) || epoch < first || epoch > last) continue;
      const double x = across_.position_px(epoch);
      line("axis", x, kBottom, x, kBottom + 4);
      label("middle", x, kBottom + 18, fmt::format("{}", epoch));
    }
    const bool logarithmic = up_.scale() == Axis::Scale::Logarithmic;
    label("end", kRight, kHeight - 5, logarithmic ? "epoch · logarithmic scale" : "epoch");
  }

  /// A curve is broken where values are missing; a value alone between gaps is a dot.
  void draw_curve(std::size_t index) {
    const std::vector<double>& values = chart_.curves[index].values;
    std::string path;
    std::string dots;
    bool pen_down = false;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const bool present = !std::isnan(values[i]);
      const bool goes_on = i + 1 < values.size() && !std::isnan(values[i + 1]);
      if (present && !pen_down && !goes_on) {
        dots += dot(i, values[i]);
      } else if (present) {
        path += fmt::format("{}{:.1f} {:.1f}", pen_down ? 'L' : 'M', x_of(i),
                            up_.position_px(values[i]));
      }
      pen_down = present;
    }
    if (!path.empty()) path = fmt::format(R"(<path d="{}"/>)", path);
    svg_ += fmt::format("<g class=\"curve {}\">{}{}</g>\n", color_class(chart_, index), path, dots);
  }

  /// What the style sheet shows while the pointer is in an epoch's band.
  void draw_values_at(std::size_t epoch) {
    const double x = x_of(epoch);
    const double from = epoch == 0 ? kLeft : (x_of(epoch - 1) + x) / 2;
    const double to = epoch + 1 == chart_.epochs.size() ? kRight : (x + x_of(epoch + 1)) / 2;
    svg_ += fmt::format(R"(<g class="at"><rect class="band" x="{:.1f}" y="{}" width="{:.1f}" )"
                        R"(height="{}"/><g>)",
                        from, kTop, to - from, kBottom - kTop);
    line("cursor", x, kTop, x, kBottom);
    for (std::size_t i = 0; i < chart_.curves.size(); ++i) {
      const double value = chart_.curves[i].values[epoch];
      if (std::isnan(value)) continue;
      svg_ += fmt::format(R"(<g class="{}">{}</g>)", color_class(chart_, i), dot(epoch, value));
    }
    draw_note(epoch);
    svg_ += "</g></g>\n";
  }

  void draw_note(std::size_t epoch) {
    const std::string title = fmt::format("epoch {}", chart_.epochs[epoch]);
    std::size_t letters = title.size();
    for (const Curve& curve : chart_.curves) letters = std::max(letters, curve.name.size() + 11);
    const double width = static_cast<double>(letters) * kLetterWidth + 20;
    const double height = static_cast<double>(chart_.curves.size() + 1) * kLineHeight + 10;
    const double x = x_of(epoch);
    const double left = std::max(x < (kLeft + kRight) / 2 ? x + 10 : x - 10 - width, 2.0);
    svg_ +=
        fmt::format(R"(<rect class="note" x="{:.1f}" y="{}" width="{:.1f}" height="{}" rx="6"/>)",
                    left, kTop, width, height);
    double y = kTop + kLineHeight;
    text("strong", left + 10, y, title);
    for (std::size_t i = 0; i < chart_.curves.size(); ++i) {
      y += kLineHeight;
      const std::string value = number_text(chart_.curves[i].values[epoch]);
      text(color_class(chart_, i), left + 10, y, chart_.curves[i].name);
      label("end", left + width - 10, y, value);
    }
  }

  [[nodiscard]] double x_of(std::size_t epoch) const {
    return across_.position_px(chart_.epochs[epoch]);
  }

  [[nodiscard]] std::string dot(std::size_t epoch, double value) const {
    return fmt::format(R"(<circle cx="{:.1f}" cy="{:.1f}" r="3.5"/>)", x_of(epoch),
                       up_.position_px(value));
  }

  void line(std::string_view style, double x1, double y1, double x2, double y2) {
    svg_ += fmt::format(R"(<line class="{}" x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}"/>)",
                        style, x1, y1, x2, y2);
  }

  void label(std::string_view anchor, double x, double y, std::string_view words) {
    svg_ += fmt::format(R"(<text x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>)", x, y, anchor,
                        escaped(words));
  }

  void text(std::string_view style, double x, double y, std::string_view words) {
    svg_ += fmt::format(R"(<text class="{}" x="{:.1f}" y="{:.1f}">{}</text>)", style, x, y,
                        escaped(words));
  }

  const Chart& chart_;
  Axis across_;
  Axis up_;
  std::string svg_;
};

std::string legend(const Chart& chart) {
  std::string items;
  for (std::size_t i = 0; i < chart.curves.size(); ++i) {
    items += fmt::format(R"(<li class="{}">{} <b>{}</b></li>)", color_class(chart, i),
                         escaped(chart.curves[i].name), number_text(chart.curves[i].values.back()));
  }
  return fmt::format(R"(<ul class="legend">{}</ul>)", items);
}

}  // namespace

std::string figure_of(const Chart& chart) {
  return fmt::format("<figure class=\"chart\"><figcaption>{}{}</figcaption>\n{}</figure>\n",
                     fmt::format("<h3>{}</h3>", escaped(chart.title)), legend(chart),
                     Drawing(chart).run());
}

}  // namespace autochrome::records
