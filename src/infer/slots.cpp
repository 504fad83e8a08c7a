#include "infer/slots.h"

#include <algorithm>
#include <limits>

namespace autochrome::infer {

namespace {

constexpr Lifetime untouched(std::size_t bytes) {
  return {bytes, std::numeric_limits<int>::max(), std::numeric_limits<int>::min()};
}

}  // namespace

Slot SlotTable::append(Entry entry) {
  entries_.push_back(entry);
  return static_cast<Slot>(entries_.size() - 1);
}

Slot SlotTable::input(std::size_t index) {
  return append({{Place::Where::Input, index, 0}, untouched(0), {}});
}

Slot SlotTable::output(std::size_t index) {
  return append({{Place::Where::Output, index, 0}, untouched(0), {}});
}

Slot SlotTable::arena(std::size_t bytes) { return append({Place{}, untouched(bytes), {}}); }

void SlotTable::touch(Slot slot, int step) {
  Lifetime& life = entries_[slot].lifetime;
  life.first = std::min(life.first, step);
  life.last = std::max(life.last, step);
}

bool SlotTable::place_within(Slot part, Slot whole, std::size_t offset) {
  Entry& entry = entries_[part];
  if (entry.whole || entry.place.where != Place::Where::Arena) return false;
  entry.whole = whole;
  entry.place.offset = offset;
  return true;
}

Slot SlotTable::root(Slot slot) const {
  while (entries_[slot].whole) slot = *entries_[slot].whole;
  return slot;
}

std::size_t SlotTable::offset_in_root(Slot slot) const {
  std::size_t offset = 0;
  for (; entries_[slot].whole; slot = *entries_[slot].whole) offset += entries_[slot].place.offset;
  return offset;
}

SlotTable::Layout SlotTable::resolve() const {
  std::vector<Lifetime> lifetimes(entries_.size());  // of roots, their parts' included; else empty
  for (Slot slot = 0; slot < entries_.size(); ++slot) {
    lifetimes[slot] = untouched(entries_[slot].whole ? 0 : entries_[slot].lifetime.bytes);
  }
  for (Slot slot = 0; slot < entries_.size(); ++slot) {
    Lifetime& life = lifetimes[root(slot)];
    life.first = std::min(life.first, entries_[slot].lifetime.first);
    life.last = std::max(life.last, entries_[slot].lifetime.last);
  }
  const ArenaPlan plan = plan_arena(lifetimes);
  Layout layout{{}, plan.bytes};
  for (Slot slot = 0; slot < entries_.size(); ++slot) {
    Place place = entries_[root(slot)].place;
    place.offset = plan.offsets[root(slot)] + offset_in_root(slot);
    layout.places.push_back(place);
  }
  return layout;
}

}  // namespace autochrome::infer
