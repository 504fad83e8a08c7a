// The prepared files of a training, opened and held against what the network wants of them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "train/batches.h"

namespace autochrome::train {

/// At least one. Throws InputError when there is none, and as dataset::Prepared does.
[[nodiscard]] Datasets open_all(const std::vector<std::filesystem::path>& paths);

/// Pictures of the split in all files.
[[nodiscard]] std::int64_t count_of(const Datasets& data, dataset::Split split);

/// Throws InputError unless there are pictures to train on and to validate with, their sides being
/// multiples of `multiple`.
void check_pictures(const Datasets& data, int multiple);

/// Throws InputError when all ranks' batches together are more than the training split has.
void check_batch(const Datasets& data, int batch, int ranks);

/// Throws InputError unless every picture has a class and the classes of all files are the same.
void check_labels(const Datasets& data);

}  // namespace autochrome::train
