#include "cli/machine_costs.h"

#include <fstream>
#include <string>
#include <system_error>

#include <fmt/format.h>

#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "cli/cache_folder.h"

namespace autochrome::cli {

namespace {

namespace fs = std::filesystem;

fs::path costs_file() {
  const fs::path folder = cache_folder();
  return folder.empty() ? folder : folder / "autochrome" / "costs.json";
}

/// As Linux names it, and "unknown" elsewhere.
std::string processor_name() {
  std::ifstream processors("/proc/cpuinfo");
  for (std::string line; std::getline(processors, line);) {
    const std::size_t colon = line.find(": ");
    if (line.starts_with("model name") && colon != std::string::npos) return line.substr(colon + 2);
  }
  return "unknown";
}

kernels::Costs costs_of(const Json& json) {
  kernels::Costs costs;
  from_json(json, costs);
  validate(costs);
  return costs;
}

}  // namespace

fs::path save_machine_costs(const kernels::Costs& costs) {
  const fs::path file = costs_file();
  if (file.empty()) {
    throw InputError("neither XDG_CACHE_HOME nor HOME says where to keep what was measured");
  }
  std::error_code error;
  fs::create_directories(file.parent_path(), error);
  const Json json = {{"processor", processor_name()}, {"costs", to_json(costs)}};
  write_file(file, json.dump(2) + "\n");
  return file;
}

void use_machine_costs() {
  const fs::path file = costs_file();
  std::error_code error;
  if (file.empty() || !fs::exists(file, error)) return;
  try {
    const Json json = Json::parse(read_file(file));
    if (json.at("processor") == processor_name()) kernels::use_costs(costs_of(json.at("costs")));
  } catch (const std::exception& problem) {
    fmt::print(stderr, "autochrome: '{}' is ignored: {}\n", file.string(), problem.what());
  }
}

}  // namespace autochrome::cli
