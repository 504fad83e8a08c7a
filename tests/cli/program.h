// The program run as a person runs it: arguments in, exit code and both outputs out.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tests/names_in.h"

namespace autochrome::cli::testing {

using autochrome::testing::names_in;

struct ProgramRun {
  int exit_code = 0;
  std::string out;
  std::string error;
};

struct Surroundings {
  std::string standard_input = {};
  /// Bytes after which files cannot grow, as on a full disk; 0 for no limit.
  std::size_t file_size_limit = 0;
  /// Where standard output goes, "/dev/full" say, instead of into `ProgramRun::out`.
  std::filesystem::path standard_output = {};
};

[[nodiscard]] ProgramRun run(const std::vector<std::string>& arguments,
                             const Surroundings& surroundings = {});

/// Starts it, ends it by SIGKILL as soon as `condition` holds, and waits until it is gone.
void run_and_kill(const std::vector<std::string>& arguments,
                  bool (*condition)(const std::filesystem::path&),
                  const std::filesystem::path& watched);

/// A small network with fresh weights, which paints nonsense but paints; returns its path.
std::filesystem::path write_model(const std::filesystem::path& folder);

/// A drawn black-and-white photograph; the format follows from the name.
void write_photograph(const std::filesystem::path& path,
                      int width,
                      int height,
                      std::uint64_t seed = 1);

}  // namespace autochrome::cli::testing
