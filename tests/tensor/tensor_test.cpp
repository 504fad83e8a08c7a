#include "tensor/tensor.h"

#include <limits>

#include <gtest/gtest.h>

#include "base/error.h"

namespace autochrome {
namespace {

TEST(Tensor, IsRowMajor) {
  Tensor tensor({2, 3, 4, 5});
  tensor.at(1, 2, 3, 4) = 7;
  EXPECT_EQ(tensor.values().back(), 7);
  EXPECT_EQ(tensor.plane(1, 2).back(), 7);
  EXPECT_EQ(tensor.values().size(), 120U);
}

TEST(Tensor, RefusesImpossibleShapesBeforeAllocating) {
  EXPECT_THROW(Tensor({1, 0, 1, 1}), ShapeError);
  EXPECT_THROW(Tensor({1, -3, 1, 1}), ShapeError);
  constexpr auto kHuge = std::numeric_limits<std::int64_t>::max() / 2;
  EXPECT_THROW(Tensor({1, 3, kHuge, kHuge}), ShapeError);
}

}  // namespace
}  // namespace autochrome
