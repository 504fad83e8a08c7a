// The wire format of Protocol Buffers, as far as it is needed
// (https://protobuf.dev/programming-guides/encoding/). ONNX files and TensorBoard's event files are
// a few kinds of messages of numbers, floats and bytes: less to write than a generated class is to
// build and link.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace autochrome::protobuf {

/// A message under construction: fields are appended by their numbers.
class Message {
 public:
  Message& number(std::uint32_t field, std::int64_t value);
  Message& real(std::uint32_t field, float value);
  Message& real64(std::uint32_t field, double value);
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

/// Goes through the fields of an encoded message without knowing what they mean:
///
///   FieldReader reader(bytes);
///   while (reader.next()) if (reader.field() == 2) step = reader.number();
///   if (reader.damaged()) …
class FieldReader {
 public:
  explicit FieldReader(std::string_view encoded) noexcept : left_(encoded) {}

  /// Moves to the next field; false at the end and where the message is damaged.
  [[nodiscard]] bool next() noexcept;

  [[nodiscard]] bool damaged() const noexcept { return damaged_; }

  [[nodiscard]] std::uint32_t field() const noexcept { return field_; }

  /// The value of a field that was written as a number.
  [[nodiscard]] std::uint64_t number() const noexcept { return number_; }

  /// The value of any other field, undecoded; points into the message.
  [[nodiscard]] std::string_view bytes() const noexcept { return bytes_; }

 private:
  std::uint64_t varint() noexcept;
  void take(std::uint64_t size) noexcept;

  std::string_view left_;
  std::string_view bytes_;
  std::uint64_t number_ = 0;
  std::uint32_t field_ = 0;
  bool damaged_ = false;
};

}  // namespace autochrome::protobuf
