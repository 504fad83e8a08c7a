#include "cli/model_store.h"

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.h"
#include "cli/sibling.h"
#include "train/run_folder.h"

namespace autochrome::cli {

namespace {

namespace fs = std::filesystem;

constexpr const char* kSuffix = ".safetensors";

}  // namespace

fs::path models_folder() {
  std::vector<fs::path> places;
  if (const char* own = std::getenv("AUTOCHROME_MODELS")) {
    places.emplace_back(own);
  } else {
    places = {program_folder() / "../share/autochrome/models", AUTOCHROME_SOURCE_MODELS};
  }
  for (const fs::path& place : places) {
    if (fs::is_directory(place)) return place.lexically_normal();
  }
  std::vector<std::string> looked;
  for (const fs::path& place : places) looked.push_back(place.lexically_normal().string());
  throw ModelError(
      fmt::format("there is no folder of models; looked for {}", fmt::join(looked, " and ")));
}

std::vector<fs::path> shipped_models() {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(models_folder())) {
    if (entry.path().extension() == kSuffix) paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

fs::path find_model(const std::string& name) {
  if (name.find('/') != std::string::npos || fs::path(name).has_extension()) return name;
  const fs::path shipped = models_folder() / (name + kSuffix);
  if (fs::exists(shipped)) return shipped;
  std::vector<std::string> known;
  for (const fs::path& path : shipped_models()) known.push_back(path.stem().string());
  throw ModelError(
      fmt::format("there is no model '{}'; shipped are {}", name, fmt::join(known, ", ")));
}

std::string model_name(const fs::path& path) {
  const fs::path folder = fs::absolute(path).lexically_normal().parent_path();
  const train::RunPaths run(folder);
  const bool of_run = path.filename() == run.model().filename() && fs::exists(run.config());
  return of_run ? folder.filename().string() : path.stem().string();
}

}  // namespace autochrome::cli
