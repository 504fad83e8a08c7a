// The wire format of Protocol Buffers, as far as writing needs it
// (https://protobuf.dev/programming-guides/encoding/). An ONNX file is five kinds of messages of
// numbers, floats and bytes: less to write than a generated class is to build and link.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace autochrome::onnx {

/// A message under construction: fields are appended by their numbers.
class Message {
 public:
  Message& number(std::uint32_t field, std::int64_t value);
  Message& real(std::uint32_t field, float value);
  Message& bytes(std::uint32_t field, std::string_view value);
  Message& message(std::uint32_t field, const Message& value);
  /// Repeated numbers, packed.
  Message& numbers(std::uint32_t field, std::span<const std::int64_t> values);

  [[nodiscard]] const std::string& encoded() const noexcept { return encoded_; }

 private:
  void varint(std::uint64_t value);
  void key(std::uint32_t field, std::uint32_t wire_type);

  std::string encoded_;
};

}  // namespace autochrome::onnx
