#include "train/run_folder.h"

#include <utility>

#include <fmt/format.h>

#include "base/error.h"
#include "base/file.h"
#include "base/folder.h"
#include "base/json_text.h"

namespace autochrome::train {

namespace {

FileLock lock_in(const std::filesystem::path& folder) {
  make_folder(folder);
  return FileLock(folder / ".lock");
}

}  // namespace

RunFolder::RunFolder(std::filesystem::path path)
    : RunPaths(std::move(path)), lock_(lock_in(folder_)) {
  if (!lock_.held()) {
    throw InputError(fmt::format("'{}' is in use by another training", folder_.string()));
  }
  make_folder(samples());
  remove_leftovers(folder_);
  remove_leftovers(samples());
}

std::filesystem::path RunPaths::occupied() const {
  for (auto path : {config(), checkpoint(), model(), metrics(), report()}) {
    if (std::filesystem::exists(path)) return path;
  }
  for (auto path : {events(), samples()}) {
    if (std::filesystem::exists(path) && !std::filesystem::is_empty(path)) return path;
  }
  return {};
}

std::filesystem::path RunPaths::sample(int epoch) const {
  return samples() / fmt::format("epoch-{:04}.png", epoch);
}

void check_folder(const RunPaths& paths, bool resume) {
  const std::string folder = paths.folder().string();
  if (folder.empty()) throw InputError("the folder of the run has no name");
  const std::filesystem::path occupied = paths.occupied();
  if (resume && occupied.empty()) {
    throw InputError(fmt::format("'{}' holds no training to resume", folder));
  }
  if (resume || occupied.empty()) return;
  if (std::filesystem::exists(paths.config()) || std::filesystem::exists(paths.checkpoint())) {
    throw InputError(
        fmt::format("'{}' already holds a training; resume it or choose another folder", folder));
  }
  throw InputError(fmt::format("'{}' exists already; choose another folder", occupied.string()));
}

void RunFolder::keep_metrics(int lines) const {
  if (!std::filesystem::exists(metrics())) return;
  const std::string text = read_file(metrics());
  std::size_t end = 0;
  for (int i = 0; i < lines && end < text.size(); ++i) {
    const std::size_t line_break = text.find('\n', end);
    end = line_break == std::string::npos ? text.size() : line_break + 1;
  }
  write_file(metrics(), std::string_view(text).substr(0, end));
}

void RunFolder::append_metrics(const Json& line) const {
  const std::string old = std::filesystem::exists(metrics()) ? read_file(metrics()) : "";
  write_file(metrics(), old + json_text(line) + "\n");
}

}  // namespace autochrome::train
