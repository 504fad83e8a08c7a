// The report as one file for a browser: its style, its script and its data inside, so that it opens
// offline and asks nobody for anything.
#pragma once

#include <string>

#include "base/json.h"

namespace autochrome::report {

/// HTML that shows `data`, which evaluate/report_files.cpp puts together (page_data). Text is
/// escaped; pictures are data URIs already.
[[nodiscard]] std::string evaluation_page(const Json& data);

/// "data:image/webp;base64,…".
[[nodiscard]] std::string data_uri(std::string_view media_type, std::string_view bytes);

}  // namespace autochrome::report
