#include "image/ppm_header.h"

#include <algorithm>
#include <charconv>

namespace autochrome::image {

namespace {

constexpr int kLongestSide = 10'000'000;
constexpr std::size_t kMagic = 2;

/// Past white space and comments, which run from # to the end of their line.
void skip_gap(std::string_view& text) noexcept {
  for (;;) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n\v\f"), text.size()));
    if (!text.starts_with('#')) return;
    text.remove_prefix(std::min(text.find('\n'), text.size()));
  }
}

bool take_side(std::string_view& text, int& side) noexcept {
  skip_gap(text);
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), side);
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return failure == std::errc() && side >= 1 && side <= kLongestSide;
}

}  // namespace

std::optional<PlaneSize> ppm_size(std::string_view start) noexcept {
  start.remove_prefix(std::min(kMagic, start.size()));
  PlaneSize size;
  if (!take_side(start, size.width) || !take_side(start, size.height)) return std::nullopt;
  return size;
}

}  // namespace autochrome::image
