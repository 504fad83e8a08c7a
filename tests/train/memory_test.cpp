#include "train/memory.h"

#include <cstdint>

#include <c10/core/CPUAllocator.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

namespace autochrome::train {
namespace {

class Memory : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { keep_freed_memory(); }
};

TEST_F(Memory, AFreedTensorsPlaceFitsTheNextOne) {
  constexpr std::int64_t kFloats = 1 << 20;
  torch::Tensor freed = torch::empty({kFloats});
  const torch::Tensor behind = torch::empty({kFloats});
  const void* const place = freed.data_ptr();
  freed.reset();
  EXPECT_EQ(torch::empty({kFloats}).data_ptr(), place);
}

TEST_F(Memory, IsAlignedAndHoldsWhatItIsAskedFor) {
  for (const std::int64_t bytes : {0, 1, 63, 64, 65, 4096, 1 << 20}) {
    torch::Tensor tensor = torch::empty({bytes}, torch::kUInt8);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(tensor.data_ptr()) % 64, 0U) << bytes;
    tensor.fill_(7);
    EXPECT_EQ(tensor.clone().sum().item<std::int64_t>(), 7 * bytes);
    tensor.resize_({bytes + 100});
    EXPECT_EQ(tensor.slice(0, 0, bytes).sum().item<std::int64_t>(), 7 * bytes);
  }
}

// As libtorch asks for oneDNN's buffers.
TEST_F(Memory, IsHadWithoutATensor) {
  at::Allocator* const allocator = c10::GetCPUAllocator();
  void* const place = allocator->raw_allocate(1000);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(place) % 64, 0U);
  allocator->raw_deallocate(place);
}

TEST_F(Memory, ThatCannotBeHadIsSaid) {
  EXPECT_ANY_THROW(static_cast<void>(torch::empty({std::int64_t{1} << 60}, torch::kUInt8)));
}

}  // namespace
}  // namespace autochrome::train
