#include "train/batches.h"

#include <algorithm>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "tests/temporary_folder.h"
#include "tests/train/drawn_dataset.h"

namespace autochrome::train {
namespace {

using dataset::Split;

class Batches : public ::testing::Test {
 protected:
  Batches() {
    testing::write_drawn_dataset(folder_ / "small", 23, 8);
    testing::write_drawn_dataset(folder_ / "large", 11, 16);
    for (const char* name : {"small", "large"}) {
      data_.push_back(std::make_shared<dataset::Prepared>(folder_ / name));
    }
  }

  const autochrome::testing::TemporaryFolder folder_;
  Datasets data_;
};

TEST_F(Batches, HoldEveryTrainingPictureOnce) {
  std::map<const dataset::Prepared*, std::set<std::uint32_t>> seen;
  for (const Batch& batch : shuffled_batches(data_, Split::Train, 4, 1)) {
    EXPECT_LE(batch.pictures.size(), 4U);
    for (const std::uint32_t picture : batch.pictures) {
      EXPECT_EQ(batch.data->split(picture), Split::Train);
      EXPECT_TRUE(seen[batch.data].insert(picture).second);
    }
  }
  for (const auto& file : data_) {
    EXPECT_EQ(seen[file.get()].size(), file->indices(Split::Train).size());
  }
}

TEST_F(Batches, OrderFollowsTheSeed) {
  const auto order = [this](std::uint64_t seed) {
    std::vector<std::uint32_t> all;
    for (const Batch& batch : shuffled_batches(data_, Split::Train, 4, seed)) {
      all.insert(all.end(), batch.pictures.begin(), batch.pictures.end());
    }
    return all;
  };
  EXPECT_EQ(order(1), order(1));
  EXPECT_NE(order(1), order(2));
}

TEST_F(Batches, LargerThanTheSplitIsOneBatchAFile) {
  EXPECT_EQ(shuffled_batches(data_, Split::Train, 1000, 1).size(), 2U);
}

TEST_F(Batches, PixelsAreChannelsFirstFromZeroToOne) {
  const Batch batch{data_[1].get(), {0, 7}};
  const torch::Tensor pixels = pixels_of(batch, torch::kCPU);
  ASSERT_EQ(pixels.sizes(), (std::vector<std::int64_t>{2, 3, 16, 16}));
  const auto bytes = data_[1]->picture(7);
  EXPECT_FLOAT_EQ(pixels[1][2][3][5].item<float>(),
                  static_cast<float>(bytes[(3 * 16 + 5) * 3 + 2]) / 255);
}

}  // namespace
}  // namespace autochrome::train
