// A Winograd convolution as a step of a plan.
#pragma once

#include <functional>
#include <vector>

#include "infer/packed_weights.h"
#include "infer/slots.h"
#include "kernels/winograd.h"

namespace autochrome::infer {

struct WinogradStep {
  kernels::Winograd winograd;
  std::vector<Slot> from;   ///< by Winograd::from
  std::vector<Slot> added;  ///< by Addend::index
  Slot to = 0;
  Slot scratch = 0;
  PackedWeights::Floats weights;
  PackedWeights::Floats bias;

  [[nodiscard]] std::vector<Slot> touched() const;

  void operator()(Addresses at) const {
    run(at, [this](const kernels::WinogradData& data) { convolve(winograd, data); });
  }

  /// `f` computes with what the step reads and writes.
  void run(Addresses at, const std::function<void(const kernels::WinogradData&)>& f) const;
};

}  // namespace autochrome::infer
