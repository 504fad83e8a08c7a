// A true picture with all that metrics take of it alone, worked out once: every contestant's result
// is held against it.
#pragma once

#include "metrics/chroma.h"
#include "metrics/colorfulness.h"
#include "metrics/failures.h"
#include "metrics/metric.h"
#include "metrics/planes.h"

namespace autochrome::metrics {

/// Const and safe from any thread.
class Yardstick {
 public:
  explicit Yardstick(ColorPlanes truth);

  /// Every metric of a result that compares it with the truth. Throws ShapeError for different
  /// sizes.
  [[nodiscard]] Row measure(const ColorPlanes& result) const;

  /// What `measure` gives for the truth itself, but for rounding.
  [[nodiscard]] Row perfect() const noexcept;

 private:
  ColorPlanes truth_;
  Colorfulness colorfulness_;
  ChromaDistribution chroma_;
  Surfaces surfaces_;
  Outlines outlines_;
};

}  // namespace autochrome::metrics
