// Files: whole reads, read-only maps, and writes that leave either the old file or the new one.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"

namespace autochrome {

/// The file's bytes as text; throws IoError with the path and the system's reason.
[[nodiscard]] std::string read_file(const std::filesystem::path& path);

/// The same of a file that others may write to meanwhile: throws IoError as well when its size or
/// time of modification is another after than before.
[[nodiscard]] std::string read_unchanged_file(const std::filesystem::path& path);

/// The size of a file that can be opened for reading; folders, pipes and devices throw IoError too.
[[nodiscard]] std::size_t regular_file_size(const std::filesystem::path& path);

/// What becomes of a file that has the target's name already.
enum class Existing { Replaced, Kept };

/// The target exists and was to be kept.
class FileExists : public IoError {
 public:
  using IoError::IoError;
};

/// Writes the whole file by way of AtomicFile.
void write_file(const std::filesystem::path& path,
                std::string_view text,
                Existing existing = Existing::Replaced);

/// A file mapped read-only for as long as the object lives. The map is private: what another
/// process writes to the file may or may not be seen, so containers are validated after mapping.
class MappedFile {
 public:
  explicit MappedFile(const std::filesystem::path& path);
  ~MappedFile();
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  [[nodiscard]] std::span<const std::byte> bytes() const noexcept { return bytes_; }

 private:
  std::span<const std::byte> bytes_;
};

/// A file under construction beside its target. `commit` flushes it to disk and renames it into
/// place; without `commit` the destructor removes it, so the target is never half written.
class AtomicFile {
 public:
  /// Throws IoError when the folder is missing or not writable.
  explicit AtomicFile(std::filesystem::path target, Existing existing = Existing::Replaced);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  void write(std::span<const std::byte> bytes);
  void write(std::string_view text);
  /// Overwrites bytes already written; for headers that are known last.
  void write_at(std::size_t offset, std::span<const std::byte> bytes);
  /// Reads back what was written; how many bytes there were, fewer only at the end.
  [[nodiscard]] std::size_t read_at(std::size_t offset, std::span<std::byte> bytes) const;
  /// Throws FileExists where the target is to be kept, even if another process has just made it.
  void commit();

  /// Where the bytes are until `commit`; for writers that want a path of their own.
  [[nodiscard]] const std::filesystem::path& temporary_path() const noexcept { return temporary_; }

 private:
  std::filesystem::path target_;
  std::filesystem::path temporary_;
  Existing existing_;
  int descriptor_ = -1;
};

/// Removes what AtomicFile leaves beside its targets in `folder` when its process is killed. Only
/// for a folder that no other process writes to. Throws IoError.
void remove_leftovers(const std::filesystem::path& folder);

}  // namespace autochrome
