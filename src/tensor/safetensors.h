// The safetensors container: 8 bytes of little-endian header length, a JSON header, then raw
// little-endian tensors. Models and prepared datasets are both such files, so any safetensors
// reader opens them. Format: https://github.com/huggingface/safetensors (README, "Format").
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/file.h"

namespace autochrome {

enum class Dtype { F32, F16, U8, I32 };

[[nodiscard]] std::size_t byte_size(Dtype dtype) noexcept;
[[nodiscard]] std::string_view name_of(Dtype dtype) noexcept;

struct StoredTensor {
  Dtype dtype = Dtype::F32;
  std::vector<std::int64_t> dims;
  std::span<const std::byte> bytes;  ///< of the file, or the caller's memory when writing
};

/// How a file's bytes are held: mapped, for files too large for memory that nobody writes to, since
/// who touches the map of a file that has shrunk dies of it; or as a copy, taken in one go and
/// refused if the file changed meanwhile.
enum class FileAccess { Map, Copy };

/// An opened file. Everything the header claims is checked against the file before it is believed.
class SafetensorsFile {
 public:
  /// Throws IoError when the file cannot be read, InputError when it is not sound.
  explicit SafetensorsFile(const std::filesystem::path& path, FileAccess access = FileAccess::Map);

  [[nodiscard]] const std::map<std::string, StoredTensor, std::less<>>& tensors() const noexcept {
    return tensors_;
  }

  /// Throws InputError naming the path and the missing tensor.
  [[nodiscard]] const StoredTensor& tensor(std::string_view name) const;

  /// The header's "__metadata__": text by name.
  [[nodiscard]] const std::map<std::string, std::string, std::less<>>& metadata() const noexcept {
    return metadata_;
  }

  [[nodiscard]] std::span<const std::byte> bytes() const noexcept { return bytes_; }

 private:
  std::filesystem::path path_;
  std::variant<std::monostate, MappedFile, std::unique_ptr<const std::string>> file_;
  std::span<const std::byte> bytes_;
  std::map<std::string, StoredTensor, std::less<>> tensors_;
  std::map<std::string, std::string, std::less<>> metadata_;
};

using TextByName = std::map<std::string, std::string>;

/// Bytes that suffice for a header of this metadata and of tensors with these names and at most six
/// dimensions each.
[[nodiscard]] std::size_t header_room(const TextByName& metadata,
                                      std::span<const std::string> tensors);

/// Writes a file whose tensors arrive piece by piece, in order, and whose header is known last:
/// room for it is reserved in front. The target appears only with `finish`.
class SafetensorsWriter {
 public:
  /// `header_room` bounds the JSON header in bytes; a longer one throws std::logic_error at
  /// `finish`.
  SafetensorsWriter(const std::filesystem::path& target, std::size_t header_room);

  void append(std::span<const std::byte> bytes);
  /// Ends the tensor whose bytes were appended since the last one ended.
  void end_tensor(const std::string& name, Dtype dtype, std::vector<std::int64_t> dims);
  void finish(const TextByName& metadata);

 private:
  struct Entry {
    std::string name;
    Dtype dtype;
    std::vector<std::int64_t> dims;
    std::size_t begin;
    std::size_t end;
  };

  AtomicFile file_;
  std::size_t header_room_;
  std::size_t written_ = 0;
  std::vector<Entry> entries_;
};

}  // namespace autochrome
