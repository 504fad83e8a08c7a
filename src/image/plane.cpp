#include "image/plane.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "base/error.h"
#include "image/area_reducer.h"

namespace autochrome::image {

PlaneSize fit_long_side(PlaneSize size, int long_side) noexcept {
  const int longer = std::max(size.width, size.height);
  if (longer <= long_side) return size;
  const auto scaled = [&](int side) {
    const double exact = static_cast<double>(side) * long_side / longer;
    return std::max(1, static_cast<int>(std::lround(exact)));
  };
  return {scaled(size.width), scaled(size.height)};
}

Plane reduce(const Plane& plane, PlaneSize size) {
  if (size.width < 1 || size.height < 1) {
    throw ShapeError(fmt::format("cannot reduce a plane of {}x{} to {}x{}", plane.width,
                                 plane.height, size.width, size.height));
  }
  AreaReducer reducer(AxisWeights(plane.width, plane.width, size.width),
                      AxisWeights(plane.height, plane.height, size.height));
  for (int y = 0; y < plane.height; ++y) reducer.push(plane.row(y));
  return std::move(reducer).finish();
}

}  // namespace autochrome::image
