// How fast this processor multiplies and adds at best: what networks are measured against.
#pragma once

namespace autochrome::infer {

/// float32 multiply-adds a second of so many threads together, with everything in the first cache;
/// the best of several tries of a few milliseconds each.
[[nodiscard]] double multiply_adds_per_second(int threads);

}  // namespace autochrome::infer
