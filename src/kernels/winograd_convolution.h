// How the graph's convolutions become Winograd's: which of them, by which tiling, and as what
// grids.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "graph/op.h"
#include "kernels/winograd.h"

namespace autochrome::kernels {

/// A value that a convolution reads, or one of several that follow one another in its channels; in
/// blocks.
struct Source {
  Shape shape;            ///< as it is read: one picture
  bool enlarged = false;  ///< it is stored at half the height and width
};

/// The convolution by a tiling that fits it, without epilogue and unscheduled. With a stride, every
/// source appears once a phase, phase by phase.
[[nodiscard]] Winograd winograd_for(const graph::Conv2d& conv,
                                    std::span<const Source> sources,
                                    const Shape& to,
                                    Tiling tiling,
                                    Instructions instructions);

/// The same of a transposed convolution of 4×4 taps and stride 2.
[[nodiscard]] Winograd winograd_for(const graph::ConvTranspose2d& conv,
                                    std::span<const Source> sources,
                                    const Shape& to,
                                    Instructions instructions);

/// The best tiling of them, scheduled for so many threads, or nothing where another kernel is
/// faster or there is none.
[[nodiscard]] std::optional<Winograd> plan_winograd(const graph::Conv2d& conv,
                                                    std::span<const Source> sources,
                                                    const Shape& to,
                                                    Instructions instructions,
                                                    int threads);
[[nodiscard]] std::optional<Winograd> plan_winograd(const graph::ConvTranspose2d& conv,
                                                    std::span<const Source> sources,
                                                    const Shape& to,
                                                    Instructions instructions,
                                                    int threads);

/// A transposed convolution of 4×4 taps and stride 2 as one convolution for each phase of its
/// results, row by row, whose 2×2 taps are grids of their own. None where another kernel is faster.
[[nodiscard]] std::vector<Winograd> plan_phases(const graph::ConvTranspose2d& conv,
                                                std::span<const Source> sources,
                                                const Shape& to,
                                                Instructions instructions,
                                                int threads);

/// Those phases, unscheduled.
[[nodiscard]] std::vector<Winograd> phases_of(const graph::ConvTranspose2d& conv,
                                              std::span<const Source> sources,
                                              const Shape& to,
                                              Instructions instructions);

/// `weights` as the graph names them: [out, in, k, k], and [in, out, k, k] of the transposed one.
[[nodiscard]] PackedFloats pack_weights(const Winograd& winograd,
                                        const graph::Conv2d& conv,
                                        std::span<const Source> sources,
                                        std::span<const float> weights);
[[nodiscard]] PackedFloats pack_weights(const Winograd& winograd,
                                        const graph::ConvTranspose2d& conv,
                                        std::span<const Source> sources,
                                        std::span<const float> weights);

/// Of one of the phases.
[[nodiscard]] PackedFloats pack_phase(const Winograd& winograd,
                                      const graph::ConvTranspose2d& conv,
                                      int phase,
                                      std::span<const Source> sources,
                                      std::span<const float> weights);

}  // namespace autochrome::kernels
