// Chains of 1×1 convolutions. Some hundred pixels go through all of a chain's layers while they lie
// in the second cache. A wide layer's product of matrices, pixels × inputs by inputs × outputs, is
// made of seven products of half the size in place of eight (Strassen 1969, in the form of Winograd
// 1971 that needs fifteen additions).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "kernels/epilogue.h"
#include "kernels/instructions.h"
#include "kernels/page_allocator.h"

namespace autochrome::kernels {

struct PointwiseLayer {
  std::int64_t inputs = 0;   ///< a multiple of pointwise_unit().inputs
  std::int64_t outputs = 0;  ///< a multiple of pointwise_unit().outputs
  bool halved = false;       ///< by Strassen's method; of twice the unit are both a multiple then
  std::vector<Epilogue> epilogue = {};
};

struct Pointwise {
  Instructions instructions = Instructions::Portable;
  std::int64_t pixels = 0;
  bool scaled = false;  ///< the input is, channel by channel, and shifted, before `activate`
  std::optional<graph::Activate> activate = {};  ///< of the input
  std::vector<PointwiseLayer> layers;            ///< each reads the one before
};

struct PointwiseData {
  const float* from = nullptr;            ///< in blocks
  float* to = nullptr;                    ///< in blocks
  const float* scale = nullptr;           ///< for every input of the first layer, if `scaled`
  const float* shift = nullptr;           ///< as many
  std::span<const float* const> weights;  ///< by layer, from pack_pointwise
  std::span<const float* const> bias;     ///< by layer, for every output
  std::span<const float* const> added;    ///< of the pixels that `to` has, in blocks
  float* scratch = nullptr;               ///< scratch_floats
};

/// What channels must be multiples of to fill registers.
struct PointwiseUnit {
  std::int64_t inputs;
  std::int64_t outputs;
};

[[nodiscard]] PointwiseUnit pointwise_unit(Instructions instructions) noexcept;

/// `weights` [outputs][inputs], as the products read them.
[[nodiscard]] PackedFloats pack_pointwise(Instructions instructions,
                                          const PointwiseLayer& layer,
                                          std::span<const float> weights);

/// Working memory for `threads` threads.
[[nodiscard]] std::size_t scratch_floats(const Pointwise& pointwise, int threads);

/// Results do not depend on the number of threads.
void run(const Pointwise& pointwise, const PointwiseData& data);

}  // namespace autochrome::kernels
