// Pictures coloured by all contestants, several side by side: the loop behind judging and behind
// the pictures of a report.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "evaluate/contestant.h"
#include "evaluate/examples.h"

namespace autochrome::evaluate {

/// One picture in every contestant's colours, [contestant] of [size, size, 3] sRGB bytes.
using Paintings = std::vector<std::vector<std::uint8_t>>;

struct Painted {
  std::size_t place = 0;  ///< in the list of examples asked for
  std::size_t example = 0;
  std::vector<std::uint8_t> truth;
  Paintings paintings;
  double seconds = 0;  ///< that painting took
};

/// A picture left out for all contestants, and whose fault it is.
struct Excluded {
  std::string picture;
  std::string contestant;  ///< empty: the truth itself cannot be used
  std::string reason;
};

struct PaintingLoop {
  int threads = 0;  ///< pictures side by side, 0 for one a core
  /// From several threads at once, in any order, each place once.
  std::function<void(const Painted& painted)> use;
  /// As `use`, for pictures that some contestant cannot colour. Without it they are passed over.
  std::function<void(std::size_t place, Excluded excluded)> refuse = {};
  /// Pictures done and their total, from any thread but never twice at once. May throw to stop.
  std::function<void(std::size_t done, std::size_t total)> progress = {};
};

/// Paints `list`, indices of examples. What `use` or a contestant throws ends the loop and comes
/// out of here; ModelError for a network whose answer is not finite.
void paint(const Examples& examples,
           const Contestants& contestants,
           std::span<const std::size_t> list,
           const PaintingLoop& loop);

}  // namespace autochrome::evaluate
