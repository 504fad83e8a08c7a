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
  std::string failure = {};
};

bool is_hidden(const fs::path& path) { return path.filename().native().starts_with('.'); }

bool is_result(const fs::path& path) { return path.stem().extension() == kResultMark; }

IoError unlistable(const fs::path& folder, const std::error_code& reason) {
  return IoError(fmt::format("cannot list '{}': {}", folder.string(), reason.message()));
}

/// Whether `item` is a folder to look into, not a link to one; a closed one is added to `found`.
bool is_open_folder(const fs::directory_entry& item,
                    const fs::path& top,
                    std::vector<Found>& found) {
  std::error_code failure;
  if (is_hidden(item.path()) || !fs::is_directory(item.symlink_status(failure))) return false;
  static_cast<void>(fs::directory_iterator(item.path(), failure));
  if (!failure) return true;
  found.push_back(
      {item.path(), item.path().lexically_relative(top), unlistable(item.path(), failure).what()});
  return false;
}

bool is_picture(const fs::directory_entry& item, bool pass_results) {
  const fs::path& path = item.path();
  std::error_code ignored;
  return !is_hidden(path) && image::has_picture_suffix(path) && item.is_regular_file(ignored) &&
         (pass_results || !is_result(path));
}

/// The pictures, and the folders below that are closed, sorted by path.
std::vector<Found> list(const fs::path& folder, bool recursive, bool pass_results) {
  std::vector<Found> found;
  std::error_code failure;
  fs::recursive_directory_iterator at(folder, failure);
  for (; !failure && at != fs::recursive_directory_iterator(); at.increment(failure)) {
    if (is_picture(*at, pass_results)) {
      found.push_back({at->path(), at->path().lexically_relative(folder)});
    }
    if (!recursive || !is_open_folder(*at, folder, found)) at.disable_recursion_pending();
  }
  if (failure) throw unlistable(folder, failure);
  std::sort(found.begin(), found.end(),
            [](const Found& a, const Found& b) { return a.input < b.input; });
  return found;
}

/// Strictly: a folder does not lie in itself.
bool lies_in(const fs::path& path, const fs::path& folder) {
  const fs::path below =
      fs::weakly_canonical(path).lexically_relative(fs::weakly_canonical(folder));
  return !below.empty() && below != "." && *below.begin() != "..";
}

std::vector<Found> find_in(const fs::path& folder, const BatchRequest& request) {
  auto found = list(folder, request.recursive, !request.output.empty());
  // What an earlier run wrote below the folder is no input of this one.
  if (lies_in(request.output, folder)) {
    std::erase_if(found, [&](const Found& one) { return lies_in(one.input, request.output); });
  }
  if (found.empty()) {
    throw InputError(fmt::format("the folder '{}' has no pictures{}", folder.string(),
                                 request.recursive ? "" : "; --recursive also looks below it"));
  }
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

/// The one name of a file that may be written as "a/b.jpg" or "/home/me/a/b.jpg": only its folder
/// is followed, because a link in the target's place would be replaced itself.
fs::path identity(const fs::path& target) {
  std::error_code failure;
  const fs::path whole = fs::absolute(target);
  const fs::path folder = fs::weakly_canonical(whole.parent_path(), failure);
  return failure ? whole.lexically_normal() : folder / whole.filename();
}

void check_distinct(const std::vector<Task>& tasks) {
  std::map<fs::path, fs::path> seen;
  for (const Task& task : tasks) {
    if (!task.failure.empty()) continue;  // nothing will be written
    const auto [other, fresh] = seen.emplace(identity(task.target), task.input);
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
    batch.tasks.push_back({one.input, target_of(one, request.output, into_folder), one.failure});
  }
  check_distinct(batch.tasks);
  return batch;
}

}  // namespace autochrome::cli
