// The options of the API as data, out of the structs that describe them.
#pragma once

#include "base/json.h"
#include "server/api.h"

namespace autochrome::server {

/// [{name, group, type, help, default, min, max, choices}], as /api/v1/options shows them.
[[nodiscard]] Json option_list(const ModelList& models);

/// One of them as a JSON Schema.
[[nodiscard]] Json schema_of(const Json& option);

}  // namespace autochrome::server
