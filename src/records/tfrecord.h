// TensorFlow's record framing: a record is its length (8 bytes), the length's checksum (4), the
// payload, the payload's checksum (4), all little-endian. The checksums are CRC-32C, masked because
// payloads may hold checksums themselves
// (https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace autochrome::records {

/// The payload as a whole record.
[[nodiscard]] std::string framed(std::string_view payload);

/// A record found in a file; the payload points into the file's bytes.
struct Record {
  std::string_view payload;
  std::size_t size = 0;  ///< bytes of the whole record, framing included
};

/// The record at the start of `bytes`; none when it is cut short or a checksum does not hold.
[[nodiscard]] std::optional<Record> first_record(std::string_view bytes) noexcept;

}  // namespace autochrome::records
