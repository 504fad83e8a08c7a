// What every worker is born with: the models, loaded once.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "server/worker.h"
#include "server/zygote.h"

namespace autochrome::server {

struct NamedModel {
  std::string name;  ///< as clients call it
  std::filesystem::path file;
};

/// Loads the models, passing over those that do not colorize; the greeting describes them as
/// /api/v1/models shows them, `options.warm` being the default one. Throws ModelError and IoError
/// as model::load, ModelError when the default one does not colorize.
[[nodiscard]] Nursery prepare_workers(const std::vector<NamedModel>& models,
                                      const WorkerOptions& options);

}  // namespace autochrome::server
