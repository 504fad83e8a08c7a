#include "kernels/winograd_cost.h"

#include <algorithm>

#include "kernels/costs.h"
#include "kernels/winograd_kernels.h"

namespace autochrome::kernels {

namespace {

// Reading a weight is reckoned by how many there are, in floats: a megabyte, sixteen. Where taps
// are kept, transforming them takes about what reading fewer saves.
constexpr std::int64_t kNearWeights = 1 << 18;  // floats: a megabyte
constexpr std::int64_t kFarWeights = 1 << 22;
// oneDNN takes pixels of one row together; with fewer it is as slow as with so many (Pix2Pix's
// inner layers, 6 and 3 pixels wide: a half and a quarter of the peak). That hangs on how its
// kernels are made rather than on the processor.
constexpr double kFullRow = 12;
// Another kernel is only left for one that promises this much.
constexpr double kWorthwhile = 0.9;

// Transformed weights of more floats than this are not kept, but their taps.
constexpr std::int64_t kMostKeptWeights = 1 << 20;

// What tiles at once may take, in floats: a good part of the second cache of any processor.
constexpr std::int64_t kTilesFloats = 1 << 16;
// The same where weights come from beyond it, to read them less often, and where they have to be
// transformed, to do that less often.
constexpr std::int64_t kManyTilesFloats = 1 << 20;
constexpr std::int64_t kMostTilesFloats = 1 << 21;
constexpr int kMostRounds = 8;  // of the products' rows

double reading(std::int64_t weights) {
  const double each = weights > kFarWeights    ? costs().farthest_weight
                      : weights > kNearWeights ? costs().far_weight
                                               : costs().near_weight;
  return each * static_cast<double>(weights);
}

bool are_kept_as_taps(std::int64_t weights, int points) {
  return points > 1 && weights > kMostKeptWeights;
}

std::int64_t tiles_floats(WeightForm form, std::int64_t weights) {
  if (form == WeightForm::Taps) return kMostTilesFloats;
  return weights > kNearWeights ? kManyTilesFloats : kTilesFloats;
}

}  // namespace

double winograd_cost(Tiling tiling, const WinogradSize& size) {
  const int points = size_of(tiling).products();
  const std::int64_t weights = size.inputs * size.outputs * points;
  const std::int64_t points_moved = (size.inputs + size.outputs) * size.tiles * points;
  return costs().product * static_cast<double>(weights * size.tiles) +
         costs().transform * static_cast<double>(points_moved) + reading(weights);
}

double direct_cost(const DirectSize& size) {
  const double rows = std::max(1.0, kFullRow / static_cast<double>(size.width));
  const auto products = static_cast<double>(size.weights * size.height * size.width);
  return kWorthwhile * (rows * products + reading(size.weights));
}

void schedule(Winograd& winograd, int threads) {
  const ProductTile tile = product_tile(winograd.instructions);
  const int block = block_of(winograd.instructions);
  const int points = size_of(winograd.tiling).products();
  const std::int64_t inputs = winograd.blocks_in() * block;
  const std::int64_t weights = inputs * winograd.blocks_out() * block * points;
  winograd.weights = are_kept_as_taps(weights, points) ? WeightForm::Taps : WeightForm::Points;
  const std::int64_t at_once =
      tiles_floats(winograd.weights, weights) / ((inputs + tile.outputs()) * points);
  const std::int64_t rows =
      std::clamp<std::int64_t>(at_once / tile.rows, 1, kMostRounds) * tile.rows;
  std::int64_t rounds = divided_up(winograd.tiles(), rows);
  winograd.by_outputs = threads > 1 && rounds < 2 * threads && groups_out(winograd) >= threads;
  if (!winograd.by_outputs) {
    rounds = std::min(winograd.tiles(), rounded_up<std::int64_t>(rounds, threads));
  }
  winograd.tiles_at_once = divided_up(winograd.tiles(), rounds);
}

}  // namespace autochrome::kernels
