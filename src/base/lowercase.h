// Names that are the same in capitals: suffixes of files, hosts.
#pragma once

#include <string>

namespace autochrome {

/// A to Z alone, in any locale.
[[nodiscard]] inline std::string lowercase(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

}  // namespace autochrome
