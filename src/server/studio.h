// The Studio's pages.
#pragma once

#include "server/router.h"

namespace autochrome::server {

/// What pages may do: nothing but with this server.
inline constexpr const char* kContentSecurityPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
    "connect-src 'self'; font-src 'self'; manifest-src 'self'; worker-src 'self' blob:; "
    "frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Answers with the file at the request's path, "/" being the page; false when there is none.
/// Assets, whose names change with their content, may be kept for ever.
[[nodiscard]] bool send_studio_file(Exchange& exchange);

}  // namespace autochrome::server
