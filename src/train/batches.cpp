#include "train/batches.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/shuffle.h"
#include "train/upload.h"

namespace autochrome::train {

namespace {

void cut(const dataset::Prepared& data,
         const std::vector<std::uint32_t>& pictures,
         int batch,
         std::vector<Batch>& batches) {
  const auto step = static_cast<std::size_t>(batch);
  for (std::size_t i = 0; i < pictures.size(); i += step) {
    const auto first = pictures.begin() + static_cast<std::ptrdiff_t>(i);
    const auto count = static_cast<std::ptrdiff_t>(std::min(step, pictures.size() - i));
    batches.push_back({&data, {first, first + count}});
  }
}

}  // namespace

std::vector<Batch> shuffled_batches(const Datasets& data,
                                    dataset::Split split,
                                    int batch,
                                    std::uint64_t seed) {
  Random random(seed);
  std::vector<Batch> batches;
  for (const auto& file : data) {
    std::vector<std::uint32_t> pictures = file->indices(split);
    shuffle(pictures, random);
    cut(*file, pictures, batch, batches);
  }
  shuffle(batches, random);
  return batches;
}

std::vector<Batch> ordered_batches(const Datasets& data, dataset::Split split, int batch) {
  std::vector<Batch> batches;
  for (const auto& file : data) cut(*file, file->indices(split), batch, batches);
  return batches;
}

Part part_of(std::size_t whole, int rank, int ranks) {
  const auto place = static_cast<std::size_t>(rank);
  const auto count = static_cast<std::size_t>(ranks);
  const std::size_t first = whole * place / count;
  return {first, whole * (place + 1) / count - first};
}

torch::Tensor pixels_of(const Batch& batch, torch::Device device) {
  const std::int64_t size = batch.data->size();
  const auto count = static_cast<std::int64_t>(batch.pictures.size());
  torch::Tensor bytes = torch::empty({count, size, size, 3}, torch::kUInt8);
  auto* to = bytes.data_ptr<std::uint8_t>();
  for (const std::uint32_t index : batch.pictures) {
    const auto picture = batch.data->picture(index);
    std::memcpy(to, picture.data(), picture.size());
    to += picture.size();
  }
  return uploaded(bytes, device).permute({0, 3, 1, 2}).to(torch::kFloat32).div_(255).contiguous();
}

torch::Tensor labels_of(const Batch& batch, torch::Device device) {
  std::vector<std::int64_t> labels;
  for (const std::uint32_t index : batch.pictures) labels.push_back(batch.data->label(index));
  return uploaded(torch::tensor(labels, torch::kLong), device);
}

}  // namespace autochrome::train
