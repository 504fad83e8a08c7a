// Which of its compiled forms a kernel runs in.
#pragma once

namespace autochrome::kernels {

/// Each includes those before it. Avx2 stands for AVX2 with FMA, Avx512 for its F, BW, DQ and VL.
enum class Instructions { Portable, Avx2, Avx512 };

/// Channels in a block of activations: what a register holds, and 8 for processors unknown.
[[nodiscard]] constexpr int block_of(Instructions instructions) noexcept {
  return instructions == Instructions::Avx512 ? 16 : 8;
}

/// The most that this processor has.
[[nodiscard]] Instructions processor_instructions() noexcept;

}  // namespace autochrome::kernels
