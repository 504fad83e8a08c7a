// The JSON type of the project. Keys keep the order in which they were written, so that files and
// hashes of them are the same in every run.
#pragma once

#include <nlohmann/json.hpp>

namespace autochrome {

using Json = nlohmann::ordered_json;

}  // namespace autochrome
