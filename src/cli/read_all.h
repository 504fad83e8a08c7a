// A stream read to its end, for standard input, which may never come to one.
#pragma once

#include <cstddef>
#include <istream>
#include <string>
#include <string_view>

namespace autochrome::cli {

/// At most `most` bytes: throws InputError with `name` and that number when there are more, IoError
/// when reading fails.
[[nodiscard]] std::string read_all(std::istream& stream, std::size_t most, std::string_view name);

}  // namespace autochrome::cli
