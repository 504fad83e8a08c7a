// Area averaging of rows as they come, so that a large picture is reduced without being held. Only
// for this folder; image/plane.h has the form for planes in memory.
#pragma once

#include <cstddef>
#include <vector>

#include "image/plane.h"

namespace autochrome::image {

/// One axis: which source samples an output sample is made of, and with what weights (sum 1).
class AxisWeights {
 public:
  struct Span {
    int first = 0;
    int count = 0;
    std::size_t weights = 0;  ///< index of the first weight
  };

  /// `extent` is the source's length in its own samples, less than one above `samples`: of 2001
  /// columns a JPEG decoded at half its size gives 1000 samples, and half a sample goes missing at
  /// the end; its neighbour stands in.
  AxisWeights(double extent, int samples, int outputs);

  [[nodiscard]] int outputs() const noexcept { return static_cast<int>(spans_.size()); }

  [[nodiscard]] const Span& span(int output) const noexcept {
    return spans_[static_cast<std::size_t>(output)];
  }

  [[nodiscard]] const float* weights(const Span& span) const noexcept {
    return &weights_[span.weights];
  }

 private:
  void add_area(double begin, double end, int samples);
  void add_interpolated(double at, int samples);
  void add(int first, std::vector<double> weights);

  std::vector<Span> spans_;
  std::vector<float> weights_;
};

/// Takes all rows of a source in order, then gives the reduced plane.
class [[nodiscard]] AreaReducer {
 public:
  AreaReducer(AxisWeights across, AxisWeights down);

  /// The next source row.
  void push(const float* row);

  [[nodiscard]] Plane finish() && { return std::move(plane_); }

 private:
  void reduce_across(const float* row);

  AxisWeights across_;
  AxisWeights down_;
  Plane plane_;
  std::vector<float> reduced_;  ///< the current row at output width
  int next_ = 0;                ///< source row
  int open_ = 0;                ///< first output row that still waits for source rows
};

}  // namespace autochrome::image
