// The files in which a worker answers.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "base/json.h"
#include "image/format.h"
#include "image/picture.h"
#include "image/provenance.h"
#include "image/samples.h"
#include "server/task.h"

namespace autochrome::server {

/// The server reads it once and removes it: what a crash leaves half written nobody sees, and to
/// wait for the disk would only cost. Throws IoError.
void write_scratch(const std::filesystem::path& target, const std::string& bytes);

/// The samples encoded; `quality` is that of formats that have one, 1 to 100.
void write_scratch(const std::filesystem::path& target,
                   const image::Samples& samples,
                   image::Format format,
                   int quality);

/// Writes the coloured picture into the task's target, whose name gets the format's suffix, and
/// tells of it: file, format, sizes, warnings. Throws as image::save.
[[nodiscard]] Json written(const Task& task,
                           const image::Picture& picture,
                           const image::Provenance& provenance,
                           const std::function<void(double)>& progress);

}  // namespace autochrome::server
