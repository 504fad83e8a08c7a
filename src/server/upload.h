// A request's body: photos go to the disk as they come, never whole into memory; what is to be
// JSON is small or refused.
#pragma once

#include <cstddef>
#include <optional>

#include "server/job_store.h"
#include "server/router.h"

namespace autochrome::server {

/// What a request to colour something brought.
struct Received {
  std::optional<Upload> photo;
  Json json = Json::object();  ///< the options part of a form, or the whole JSON body
};

/// Enough for all options there are.
inline constexpr std::size_t kMostJson = 65'536;

/// A body of JSON. Throws Problem 413 beyond `most_bytes`, 400, 408 or 415.
[[nodiscard]] Json read_json(const Exchange& exchange, std::size_t most_bytes = kMostJson);

/// The photo out of a raw body or of a form's part `photo`, written to `scratch`, or a body of
/// JSON. Throws Problem: 413 beyond `most_bytes`, 400 for an empty or broken body, 408 for one too
/// slow, 507 when the disk is full, 503 when there are too many open files or uploads.
[[nodiscard]] Received receive(const Exchange& exchange, Scratch& scratch, std::int64_t most_bytes);

}  // namespace autochrome::server
