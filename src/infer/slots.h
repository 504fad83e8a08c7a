// The places that a plan's steps read and write, named before anyone knows where they are. A slot
// is one of the caller's tensors, a piece of the arena, or a part of another slot: so the inputs of
// a concatenation are written where they are wanted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "infer/arena.h"

namespace autochrome::infer {

using Slot = std::uint32_t;

/// Where a run finds its slots, by slot.
using Addresses = std::span<float* const>;

/// Where a slot is, once all lifetimes are known.
struct Place {
  enum class Where { Arena, Input, Output };

  Where where = Where::Arena;
  std::size_t index = 0;   ///< of the caller's tensor
  std::size_t offset = 0;  ///< in bytes, from the beginning of the arena or the tensor
};

class SlotTable {
 public:
  [[nodiscard]] Slot input(std::size_t index);
  [[nodiscard]] Slot output(std::size_t index);
  [[nodiscard]] Slot arena(std::size_t bytes);

  /// The step reads or writes the slot.
  void touch(Slot slot, int step);

  /// Makes `part` a piece of `whole`, unless it is the caller's or part of another already.
  [[nodiscard]] bool place_within(Slot part, Slot whole, std::size_t offset);

  struct Layout {
    std::vector<Place> places;  ///< by slot
    std::size_t arena_bytes = 0;
  };

  [[nodiscard]] Layout resolve() const;

 private:
  struct Entry {
    Place place;
    Lifetime lifetime;
    std::optional<Slot> whole;
  };

  [[nodiscard]] Slot append(Entry entry);
  [[nodiscard]] Slot root(Slot slot) const;
  [[nodiscard]] std::size_t offset_in_root(Slot slot) const;

  std::vector<Entry> entries_;
};

}  // namespace autochrome::infer
