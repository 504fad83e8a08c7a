// A transposed Winograd convolution to few channels that are wanted plain (the last layer of
// Pix2Pix). In blocks its results would take as much memory as a whole block of channels has; so
// some rows at a time are made in a buffer that stays in the cache, and written from there.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/winograd.h"
#include "tensor/tensor.h"

namespace autochrome::infer {

class WinogradStrips {
 public:
  /// Of a transposed convolution's Winograd that adds nothing, whose results of the shape `to`, one
  /// picture, fill one block; scheduled for so many threads.
  WinogradStrips(const kernels::Winograd& winograd, const Shape& to, int threads);

  [[nodiscard]] std::size_t scratch_floats() const noexcept { return buffer_ + scratch_; }

  /// As `convolve`, but `data.to` is [C, H, W] and `data.scratch` has this class's scratch_floats.
  void run(const kernels::WinogradData& data) const;

 private:
  /// Rows of the buffer that one strip fills, of every phase.
  struct Strip {
    kernels::Winograd winograd;
    std::int64_t first = 0;  ///< row of the phases' pictures that is the buffer's first
  };

  [[nodiscard]] Strip strip_at(std::int64_t tile_row) const;
  void write(const Strip& strip, const float* buffer, float* to) const;

  kernels::Winograd winograd_;  ///< of the first strip
  std::int64_t tile_rows_;
  Shape to_;
  std::size_t buffer_ = 0;
  std::size_t scratch_ = 0;
};

}  // namespace autochrome::infer
