// The study's residual layers (section 4.4) of 256 channels on Hopper cards, in training.
// Normalization, activations, biases and the addition are computed while a product's values are in
// registers, so that a layer passes over its pixels in the card's memory 6 times forward and 14
// times back. Statistics are of what a layer gives before it is rounded to bfloat16.
//
// All pointers are into the card's memory, and all work is put into a stream and not waited for.
#pragma once

#include <cstddef>
#include <cstdint>

#include "cuda/layout.h"
#include "cuda/norm_values.h"

namespace autochrome::cuda {

/// Values of a layer, float32 each.
struct ResidualLayer {
  NormValues norm;
  const float* filters1 = nullptr;  ///< [256 outputs, 256 inputs]
  const float* bias1 = nullptr;     ///< [256]
  const float* filters2 = nullptr;
  const float* bias2 = nullptr;
};

/// Where the gradients of a layer's values go, in their shapes.
struct ResidualGradients {
  float* of_norm_weight = nullptr;
  float* of_norm_bias = nullptr;
  float* of_filters1 = nullptr;
  float* of_bias1 = nullptr;
  float* of_filters2 = nullptr;
  float* of_bias2 = nullptr;
};

/// What a layer's way back needs of its way forward.
struct ResidualKept {
  void* x = nullptr;          ///< [pixels, 256] bfloat16: the layer's input
  void* activated = nullptr;  ///< likewise: normalized and activated
  void* hidden = nullptr;     ///< likewise: between the convolutions, activated
  float* lines = nullptr;     ///< [kLines, 256]
  void* packed = nullptr;     ///< kPackedBytes
};

inline constexpr int kLines = 4;
inline constexpr std::size_t kPackedBytes = std::size_t{4} * kChannels * kChannels * 2;

struct ResidualOptions {
  std::int64_t pixels = 0;
  double share = 0.1;  ///< by which running statistics move
  double epsilon = 1e-5;
  float slope = 0;  ///< of the leaky ReLU, in [0, 1]
};

/// Work on one card. Each pass of a layer over its pixels goes the other way than the one before:
/// what was touched last may still be in the card's cache. Everything here throws
/// std::runtime_error where the card reports an error.
class ResidualLayers {
 public:
  /// `stream` is a cudaStream_t.
  ResidualLayers(void* stream, const ResidualOptions& options);

  /// Whether the card in use can do this at all.
  [[nodiscard]] static bool supported();

  /// Floats of the scratch memory that all calls share.
  [[nodiscard]] std::size_t scratch_floats() const;

  /// What `forward` wants to know of the first layer's input x, [pixels, 256] bfloat16: its
  /// moments, left in scratch. Later layers find those that the one before has left.
  void start_forward(const void* x, float* scratch);

  /// y, [pixels, 256] bfloat16, from kept.x; fills the rest of `kept`.
  void forward(const ResidualLayer& layer, const ResidualKept& kept, void* y, float* scratch);

  /// z = leaky(norm(x)) with the layers' slope, both [pixels, 256] bfloat16, x being the last
  /// layer's output. Fills `lines`, [kLines, 256].
  void finish_forward(const NormValues& norm, const void* x, float* lines, void* z, float* scratch);

  /// of_x from of_z, all [pixels, 256] bfloat16, with x and `lines` as finish_forward left them.
  /// Leaves in scratch what the last layer's `backward` wants to know.
  void start_backward(const void* of_z,
                      const void* x,
                      float* lines,
                      void* of_x,
                      float* of_weight,
                      float* of_bias,
                      float* scratch);

  /// of_x from of_y, all [pixels, 256] bfloat16; `of_hidden` is room for one more. The layer's
  /// values must be as they were on the way forward. Layers come from the last to the first, with
  /// the scratch of the one before.
  void backward(const ResidualLayer& layer,
                const ResidualKept& kept,
                const void* of_y,
                void* of_hidden,
                void* of_x,
                const ResidualGradients& gradients,
                float* scratch);

 private:
  /// Rows of channels' sums that blocks have left, added up, and divided where a divisor is given.
  void add_sums(const float* of_blocks, int blocks, const float* divisor, float* to) const;

  /// Which way the next pass goes.
  [[nodiscard]] bool turned() { return descending_ = !descending_; }

  void* stream_;
  ResidualOptions options_;
  int multiprocessors_;
  bool descending_ = false;
};

}  // namespace autochrome::cuda
