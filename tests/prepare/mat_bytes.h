// MATLAB 5 files put together element by element, sound or not.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "tests/prepare/deflated.h"

namespace autochrome::prepare::mat {

template <class T>
std::string raw(const std::vector<T>& values) {
  std::string bytes(values.size() * sizeof(T), '\0');
  if (!values.empty()) std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

inline std::string header(std::string_view mark = "IM") {
  std::string text = "MATLAB 5.0 MAT-file, made by hand";
  text.resize(124, ' ');
  return text + std::string("\0\1", 2) + std::string(mark);
}

/// A tag, the bytes, and zeros up to eight bytes.
inline std::string element(std::uint32_t type, const std::string& bytes) {
  std::string text = raw<std::uint32_t>({type, static_cast<std::uint32_t>(bytes.size())}) + bytes;
  text.resize((text.size() + 7) / 8 * 8, '\0');
  return text;
}

/// At most four bytes inside the tag itself.
inline std::string packed(std::uint32_t type, const std::string& bytes) {
  std::string text =
      raw<std::uint32_t>({type | (static_cast<std::uint32_t>(bytes.size()) << 16)}) + bytes;
  text.resize(8, '\0');
  return text;
}

struct Array {
  std::string name = "labels";
  std::uint32_t kind = 6;  ///< array class; 6 is double, 9 uint8
  std::uint32_t flags = 0;
  std::vector<std::int32_t> dims = {};
  std::string numbers = {};  ///< an element
};

inline std::string matrix(const Array& array) {
  return element(14, element(6, raw<std::uint32_t>({array.kind | array.flags, 0})) +
                         element(5, raw(array.dims)) + element(1, array.name) + array.numbers);
}

/// A row of bytes by that name.
inline std::string row(const std::string& name, const std::vector<std::uint8_t>& values) {
  return matrix({.name = name,
                 .kind = 9,
                 .dims = {1, static_cast<std::int32_t>(values.size())},
                 .numbers = element(2, raw(values))});
}

/// A compressed element, which is not filled up.
inline std::string compressed(const std::string& inner) {
  const std::string stream = deflated(inner);
  return raw<std::uint32_t>({15, static_cast<std::uint32_t>(stream.size())}) + stream;
}

}  // namespace autochrome::prepare::mat
