// Which file becomes which: the inputs of a command, folders opened up, and where each result goes.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace autochrome::cli {

inline constexpr const char* kStandardStream = "-";

/// "-" as input is standard input, as target standard output.
struct Task {
  std::filesystem::path input;
  std::filesystem::path target;
  std::string failure = {};  ///< why there is nothing to try: the input is a folder that is closed
};

struct BatchRequest {
  std::vector<std::string> inputs;
  std::string output;  ///< empty, "-", a file or a folder
  bool recursive = false;
};

struct Batch {
  std::vector<Task> tasks;
  bool single = false;  ///< exactly one file was asked for, rather than several or a folder
};

/// In the inputs' order, folders sorted by name. A folder contributes the files that are named like
/// pictures, without hidden ones, what lies in hidden folders and, where results go beside their
/// inputs, results of earlier runs; a folder below it that cannot be listed is a task that has
/// failed. Without `output` a file NAME.EXT becomes NAME.color.EXT beside it. Throws
/// IoError when a folder that was named cannot be listed, InputError when it has no pictures, two
/// inputs would become one file, or several inputs one file, which a name with a picture's suffix
/// is unless it is a folder.
[[nodiscard]] Batch plan_batch(const BatchRequest& request);

}  // namespace autochrome::cli
