// One axis of a chart: where a value stands, and the round values that are labelled.
#pragma once

#include <vector>

namespace autochrome::records {

class Axis {
 public:
  enum class Scale { Linear, Logarithmic };

  /// Values from `low` to `high` go to pixels from `low_px` to `high_px`, which may run backwards.
  /// Wanted: low < high, and 0 < low on a logarithmic scale.
  struct Span {
    double low = 0;
    double high = 1;
    double low_px = 0;
    double high_px = 1;
  };

  Axis(Scale scale, Span span) noexcept : scale_(scale), span_(span) {}

  [[nodiscard]] double position_px(double value) const;

  /// At most `most` round values: multiples of 1, 2 or 5 times a power of ten, or powers of ten.
  [[nodiscard]] std::vector<double> ticks(int most) const;

  [[nodiscard]] Scale scale() const noexcept { return scale_; }

 private:
  Scale scale_;
  Span span_;
};

/// The smallest of 1, 2, 5, 10, … times a power of ten that fits `range` at most `most` - 1 times.
[[nodiscard]] double round_step(double range, int most);

}  // namespace autochrome::records
