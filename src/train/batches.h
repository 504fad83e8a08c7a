// Batches of prepared pictures in a seeded order: the same for the same seed and epoch, whatever
// was trained before, so that a resumed run sees what an uninterrupted one would have.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include <torch/torch.h>

#include "dataset/prepared.h"

namespace autochrome::train {

/// Pictures of one file, hence of one size, that make one step.
struct Batch {
  const dataset::Prepared* data = nullptr;
  std::vector<std::uint32_t> pictures;
};

using Datasets = std::vector<std::shared_ptr<const dataset::Prepared>>;

/// Every picture of the split once, shuffled within its file and cut into batches, which are
/// shuffled in turn. The last batch of a file may be smaller.
[[nodiscard]] std::vector<Batch> shuffled_batches(const Datasets& data,
                                                  dataset::Split split,
                                                  int batch,
                                                  std::uint64_t seed);

/// In the files' order, for validation.
[[nodiscard]] std::vector<Batch> ordered_batches(const Datasets& data,
                                                 dataset::Split split,
                                                 int batch);

/// One rank's part of a batch that is shared by all: their parts differ by one picture at most.
struct Part {
  std::size_t first = 0;
  std::size_t count = 0;
};

[[nodiscard]] Part part_of(std::size_t whole, int rank, int ranks);

/// [N, 3, H, W], encoded sRGB in [0, 1].
[[nodiscard]] torch::Tensor pixels_of(const Batch& batch, torch::Device device);

/// [N], int64: indices into the file's classes, -1 for none.
[[nodiscard]] torch::Tensor labels_of(const Batch& batch, torch::Device device);

}  // namespace autochrome::train
