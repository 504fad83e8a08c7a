// zlib streams in memory, with a bound on what they may grow into.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace autochrome::prepare {

/// The whole stream, at most `limit` bytes of it. Throws InputError when the stream is damaged,
/// ends early or is followed by other bytes, or when it holds more than `limit`.
[[nodiscard]] std::vector<std::byte> inflate(std::span<const std::byte> stream, std::size_t limit);

}  // namespace autochrome::prepare
