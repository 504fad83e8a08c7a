#include "cli/batch.h"

#include <algorithm>
#include <map>
#include <system_error>

#include <fmt/format.h>

#include "base/error.h"
#include "image/format.h"

namespace autochrome::cli {

namespace {

namespace fs = std::filesystem;

constexpr const char* kResultMark = ".color";

/// A picture and its place below the folder it was found in.
struct Found {
  fs::path input;
  fs::path relative;
};

bool is_hidden(const fs::path& path) { return path.filename().native().starts_with('.'); }

bool is_result(const fs::path& path) { return path.stem().extension() == kResultMark; }

template <class Iterator>
std::vector<fs::path> pictures_of(const fs::path& folder, bool pass_results) {
  std::vector<fs::path> paths;
  std::error_code failure;
  // Folders below that are closed are passed over; this one is not.
  static_cast<void>(fs::directory_iterator(folder, failure));
  Iterator at;
  if (!failure) at = Iterator(folder, fs::directory_options::skip_permission_denied, failure);
  for (; !failure && at != Iterator(); at.increment(failure)) {
    const fs::path& path = at->path();
    std::error_code ignored;
    if (is_hidden(path) || !image::has_picture_suffix(path)) continue;
    if (!at->is_regular_file(ignored)) continue;
    if (pass_results || !is_result(path)) paths.push_back(path);
  }
  if (failure) {
    throw IoError(fmt::format("cannot list '{}': {}", folder.string(), failure.message()));
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

/// Strictly: a folder does not lie in itself.
bool lies_in(const fs::path& path, const fs::path& folder) {
  const fs::path below =
      fs::weakly_canonical(path).lexically_relative(fs::weakly_canonical(folder));
  return !below.empty() && below != "." && *below.begin() != "..";
}

std::vector<Found> find_in(const fs::path& folder, const BatchRequest& request) {
  const bool pass_results = !request.output.empty();
  auto paths = request.recursive
                   ? pictures_of<fs::recursive_directory_iterator>(folder, pass_results)
                   : pictures_of<fs::directory_iterator>(folder, pass_results);
  // What an earlier run wrote below the folder is no input of this one.
  if (lies_in(request.output, folder)) {
    std::erase_if(paths, [&](const fs::path& path) { return lies_in(path, request.output); });
  }
  if (paths.empty()) {
    throw InputError(fmt::format("the folder '{}' has no pictures{}", folder.string(),
                                 request.recursive ? "" : "; --recursive also looks below it"));
  }
  std::vector<Found> found;
  for (const fs::path& path : paths) found.push_back({path, path.lexically_relative(folder)});
  return found;
}

fs::path beside(const fs::path& input) {
  fs::path name = input.stem();
  name += kResultMark;
  name += input.extension();
  return input.parent_path() / name;
}

bool names_folder(const std::string& output) {
  return output.ends_with('/') || fs::is_directory(output);
}

/// What exists is what it is; else the name tells.
bool names_file(const std::string& output) {
  return !names_folder(output) && (fs::exists(output) || image::has_picture_suffix(output));
}

fs::path target_of(const Found& found, const std::string& output, bool into_folder) {
  if (found.input == kStandardStream && output.empty()) return kStandardStream;
  if (output.empty()) return beside(found.input);
  if (!into_folder) return output;
  if (found.input == kStandardStream) {
    throw InputError("standard input has no name: give its result one with -o FILE");
  }
  return fs::path(output) / found.relative;
}

void check_distinct(const std::vector<Task>& tasks) {
  std::map<fs::path, fs::path> seen;
  for (const Task& task : tasks) {
    const auto [other, fresh] = seen.emplace(task.target.lexically_normal(), task.input);
    if (fresh) continue;
    throw InputError(fmt::format("'{}' and '{}' would both become '{}'", other->second.string(),
                                 task.input.string(), task.target.string()));
  }
}

}  // namespace

Batch plan_batch(const BatchRequest& request) {
  std::vector<Found> found;
  bool single = request.inputs.size() == 1;
  for (const std::string& input : request.inputs) {
    // One that cannot be looked at is told of as a picture that cannot be read.
    std::error_code ignored;
    if (input != kStandardStream && fs::is_directory(input, ignored)) {
      single = false;
      const auto more = find_in(input, request);
      found.insert(found.end(), more.begin(), more.end());
    } else {
      found.push_back({input, fs::path(input).filename()});
    }
  }
  if (!single && request.output == kStandardStream) {
    throw InputError("standard output can hold one picture, not several");
  }
  const bool into_folder =
      request.output != kStandardStream && (!single || names_folder(request.output));
  if (!single && names_file(request.output)) {
    throw InputError(
        fmt::format("several pictures cannot become the one file '{}'", request.output));
  }
  Batch batch{.tasks = {}, .single = single};
  for (const Found& one : found) {
    batch.tasks.push_back({one.input, target_of(one, request.output, into_folder)});
  }
  check_distinct(batch.tasks);
  return batch;
}

}  // namespace autochrome::cli
