// The API described for other programs: OpenAPI 3.1, written from the routes and options
// themselves.
#pragma once

#include "server/api.h"

namespace autochrome::server {

[[nodiscard]] Json openapi(const Router& router, const ModelList& models);

}  // namespace autochrome::server
