// What a step does follows from its number and the seed alone, so that a resumed run repeats what
// an uninterrupted one would have done.
#pragma once

#include <cstdint>

#include "train/options.h"

namespace autochrome::train {

/// The learning rate of the step that `done` of `total` steps precede: constant, or rising over the
/// first hundred and falling along half a cosine to a hundredth.
[[nodiscard]] double learning_rate(const TrainOptions& options,
                                   std::int64_t done,
                                   std::int64_t total);

/// Of the order of an epoch's batches.
[[nodiscard]] std::uint64_t order_seed(const TrainOptions& options, int epoch);

/// Of the augmentations of a step's pictures.
[[nodiscard]] std::uint64_t augmentation_seed(const TrainOptions& options, std::int64_t step);

/// Of what dropout leaves out in a step; every rank's own.
[[nodiscard]] std::uint64_t dropout_seed(const TrainOptions& options, std::int64_t step, int rank);

}  // namespace autochrome::train
