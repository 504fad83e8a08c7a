// Files as answers, streamed from the disk.
#pragma once

#include <filesystem>
#include <string>

#include "server/router.h"

namespace autochrome::server {

/// Sends a file of the scratch folder and removes it: the bytes stay until they are sent. Throws
/// Problem 503 or 507 when it cannot be opened (status_of_io_failure).
void send_and_remove(Exchange& exchange,
                     const std::filesystem::path& file,
                     const std::string& type);

/// Sends a file that stays. Throws Problem 404 when it cannot be opened.
void send_file(Exchange& exchange, const std::filesystem::path& file, const std::string& type);

/// "attachment" under a name in any script (RFC 6266).
[[nodiscard]] std::string attachment(const std::string& name);

}  // namespace autochrome::server
