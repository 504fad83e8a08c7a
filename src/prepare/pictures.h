// Every picture of a layout, decoded in several threads: what inspecting and packing share.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "base/cores.h"
#include "base/error.h"
#include "image/source.h"
#include "prepare/layout.h"
#include "prepare/ordered_pool.h"

namespace autochrome::prepare {

/// Called with the pictures done and their total. May throw to stop the work; nothing is left
/// behind.
using Progress = std::function<void(std::size_t done, std::size_t total)>;

/// Hands over each entry's index and its undecoded picture: a folder's in order of the entries, an
/// archive's as they come. Throws InputError when an archive is damaged or holds other pictures
/// than it did when the layout was found.
void for_each_source(const Layout& layout,
                     const std::function<void(std::size_t entry, image::Source source)>& use);

/// What became of one picture: the result, or why there is none.
template <class Result>
struct Outcome {
  std::size_t entry = 0;
  std::optional<Result> result = {};
  std::string failure = {};
};

/// `decode(source)` as an outcome; bad pictures are part of the work, anything else is thrown.
template <class Decode>
auto attempt(std::size_t entry, const image::Source& source, const Decode& decode) {
  Outcome<decltype(decode(source))> outcome{.entry = entry};
  try {
    outcome.result = decode(source);
  } catch (const InputError& error) {
    outcome.failure = error.what();
  } catch (const IoError& error) {
    outcome.failure = error.what();
  }
  return outcome;
}

/// Calls `decode(source)` for every picture, in threads, and `use(outcome)` with what came of it,
/// in this thread and in the order of for_each_source. A few pictures a thread are in memory at
/// once. An image::Library must be alive.
template <class Decode, class Use>
void decode_pictures(const Layout& layout, int threads, const Decode& decode, const Use& use) {
  using Decoded = decltype(attempt(0, std::declval<const image::Source&>(), decode));
  const auto count = static_cast<std::size_t>(threads_or_cores(threads));
  OrderedPool<Decoded> pool(count);
  for_each_source(layout, [&](std::size_t entry, image::Source source) {
    if (pool.pending() >= 4 * count) use(pool.take());
    pool.submit(
        [entry, source = std::move(source), &decode] { return attempt(entry, source, decode); });
  });
  while (pool.pending() > 0) use(pool.take());
}

}  // namespace autochrome::prepare
