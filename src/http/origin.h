// Where a request comes from, as browsers tell: what keeps the pages of others out.
#pragma once

#include <string>
#include <string_view>

#include <httplib.h>

namespace autochrome::http {

/// "example.org" of "Example.org:8180", "::1" of "[::1]:80".
[[nodiscard]] std::string host_name(std::string_view host);

/// Whether a page of another server sends this. Browsers say so in `Origin`; of pictures and
/// scripts, which carry none, in `Sec-Fetch-Site`. A link that opens ours is no such request.
[[nodiscard]] bool comes_from_another_page(const httplib::Request& request);

}  // namespace autochrome::http
