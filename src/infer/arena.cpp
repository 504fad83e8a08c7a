#include "infer/arena.h"

#include <algorithm>
#include <numeric>

#include "base/division.h"

namespace autochrome::infer {

namespace {

std::size_t aligned(std::size_t bytes) { return rounded_up(bytes, kArenaAlignment); }

bool overlap(const Lifetime& a, const Lifetime& b) {
  return a.first <= b.last && b.first <= a.last;
}

struct Region {
  std::size_t begin;
  std::size_t end;
};

/// The lowest offset where `bytes` fit between regions in ascending order.
std::size_t lowest_gap(std::span<const Region> taken, std::size_t bytes) {
  std::size_t offset = 0;
  for (const Region& region : taken) {
    if (offset + bytes <= region.begin) break;
    offset = std::max(offset, region.end);
  }
  return offset;
}

}  // namespace

ArenaPlan plan_arena(std::span<const Lifetime> lifetimes) {
  std::vector<std::size_t> order(lifetimes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::greater<>(),
                           [&](std::size_t i) { return lifetimes[i].bytes; });
  ArenaPlan plan{std::vector<std::size_t>(lifetimes.size()), 0};
  std::vector<Region> taken;
  for (std::size_t done = 0; done < order.size(); ++done) {
    const std::size_t i = order[done];
    taken.clear();
    for (const std::size_t j : std::span(order).first(done)) {
      if (!overlap(lifetimes[i], lifetimes[j])) continue;
      taken.push_back({plan.offsets[j], plan.offsets[j] + aligned(lifetimes[j].bytes)});
    }
    std::ranges::sort(taken, std::less<>(), &Region::begin);
    const std::size_t bytes = aligned(lifetimes[i].bytes);
    plan.offsets[i] = lowest_gap(taken, bytes);
    plan.bytes = std::max(plan.bytes, plan.offsets[i] + bytes);
  }
  return plan;
}

void Arena::reserve(std::size_t bytes) {
  if (bytes <= bytes_) return;
  data_.reset();
  bytes_ = 0;
  data_ = {static_cast<std::byte*>(kernels::allocate_pages(bytes)), kernels::FreePages{bytes}};
  bytes_ = bytes;
}

}  // namespace autochrome::infer
