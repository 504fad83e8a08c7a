#include "server/published_folder.h"

#include <algorithm>
#include <array>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "server/problem.h"

namespace autochrome::server {

namespace {

namespace fs = std::filesystem;

constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kShown = {
    {{".html", "text/html; charset=utf-8"},
     {".png", "image/png"},
     {".webp", "image/webp"},
     {".jpg", "image/jpeg"},
     {".json", "application/json"},
     {".csv", "text/csv; charset=utf-8"},
     {".md", "text/plain; charset=utf-8"}}};

bool is_plain_file(const fs::path& path) {
  std::error_code failure;
  return fs::symlink_status(path, failure).type() == fs::file_type::regular;
}

/// The entry of `folder` with this very name.
std::optional<fs::path> entry_named(const fs::path& folder, const std::string& name) {
  std::error_code failure;
  for (fs::directory_iterator at(folder, failure), end; !failure && at != end;
       at.increment(failure)) {
    if (at->path().filename() == name) return at->path();
  }
  return {};
}

}  // namespace

std::string shown_type(const fs::path& file) {
  for (const auto& [suffix, type] : kShown) {
    if (file.extension() == suffix) return std::string(type);
  }
  return {};
}

std::vector<std::string> PublishedFolder::names() const {
  std::vector<std::string> names;
  if (folder_.empty()) return names;
  std::error_code failure;
  for (fs::directory_iterator at(folder_, failure), end; !failure && at != end;
       at.increment(failure)) {
    if (is_plain_file(at->path() / mark_)) names.push_back(at->path().filename().string());
  }
  std::ranges::sort(names);
  return names;
}

fs::path PublishedFolder::find(const std::string& name) const {
  const std::vector<std::string> known = names();
  const auto found = std::ranges::find(known, name);
  if (found == known.end()) throw Problem(kNotFound, fmt::format("there is no '{}' here", name));
  return folder_ / *found;
}

fs::path PublishedFolder::file(const std::string& name,
                               const std::string& file,
                               const std::vector<std::string>& below) const {
  const fs::path folder = find(name);
  std::vector<fs::path> places = {folder};
  for (const std::string& one : below) places.push_back(folder / one);
  for (const fs::path& place : places) {
    const std::optional<fs::path> found = entry_named(place, file);
    if (found && is_plain_file(*found) && !shown_type(*found).empty()) return *found;
  }
  throw Problem(kNotFound, fmt::format("'{}' has no file '{}'", name, file));
}

}  // namespace autochrome::server
