// What `bench --calibrate` measured on this machine, in a file that all later runs read.
#pragma once

#include <filesystem>

#include "kernels/costs.h"

namespace autochrome::cli {

/// Writes them for this processor; where to. Throws InputError if no cache folder is known, IoError
/// if it cannot be written.
std::filesystem::path save_machine_costs(const kernels::Costs& costs);

/// Has plans reckon with what was measured, if it was on this processor. A file that cannot be used
/// is said to be ignored, on standard error.
void use_machine_costs();

}  // namespace autochrome::cli
