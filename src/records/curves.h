// The numbers of a training through its epochs, arranged into charts. Knows no metric's meaning but
// what its name says: "validation_loss" is a loss, "gray_ab_mse" is the error of leaving the
// picture gray, against which the others are measured.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/json.h"

namespace autochrome::records {

/// One metric. Values that are missing or cannot be drawn (not finite, or beyond 1e100) are NaN.
struct Curve {
  std::string name;       ///< "validation loss"
  bool baseline = false;  ///< what the others are to be compared with
  std::vector<double> values;
};

struct Chart {
  std::string title;
  std::vector<double> epochs;  ///< the same for all curves
  std::vector<Curve> curves;
};

/// A chart for each kind of metric, in the order in which the kinds first appear; epoch, steps and
/// seconds tell where a line stands and are no metrics. Throws InputError when a line of the
/// metrics has no number "epoch", or one that is not above that of the line before.
[[nodiscard]] std::vector<Chart> charts_of(std::span<const Json> metrics);

/// A metric's value at one epoch: NaN where there is none.
[[nodiscard]] double metric(const Json& line, const std::string& key);

}  // namespace autochrome::records
