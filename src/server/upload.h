// A request's body: photos go to the disk as they come, never whole into memory; what is to be
// JSON is small or refused.
#pragma once

#include <filesystem>
#include <optional>

#include "server/job_store.h"
#include "server/router.h"

namespace autochrome::server {

/// What a request to colour something brought.
struct Received {
  std::optional<Upload> photo;
  Json json = Json::object();  ///< the options part of a form, or the whole JSON body
};

/// A body of JSON, at most 64 KiB. Throws Problem 400, 408, 413 or 415.
[[nodiscard]] Json read_json(const Exchange& exchange);

/// The photo out of a raw body or of a form's part `photo`, written to `file`, or a body of JSON.
/// Throws Problem: 413 beyond `most_bytes`, 400 for an empty or broken body, 408 for one too slow,
/// 507 when the disk is full.
[[nodiscard]] Received receive(const Exchange& exchange,
                               const std::filesystem::path& file,
                               std::int64_t most_bytes);

}  // namespace autochrome::server
