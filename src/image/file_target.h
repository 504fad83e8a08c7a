// libvips' savers writing into an AtomicFile. Only for this folder.
#pragma once

#include "base/file.h"
#include "image/callback_failure.h"
#include "image/vips_call.h"

namespace autochrome::image {

/// Both the file and this object must outlive every use of the target.
class FileTarget {
 public:
  explicit FileTarget(AtomicFile& file);
  FileTarget(const FileTarget&) = delete;
  FileTarget& operator=(const FileTarget&) = delete;

  [[nodiscard]] VipsTarget* target() const noexcept { return target_.get(); }

  /// Throws the IoError that stopped writing, if one did.
  void rethrow_failure() { failure_.rethrow_if_any(); }

 private:
  static gint64 write(VipsTargetCustom*, const void* data, gint64 size, void* self);
  static gint64 read(VipsTargetCustom*, void* data, gint64 size, void* self);
  static gint64 seek(VipsTargetCustom*, gint64 offset, int whence, void* self);

  AtomicFile& file_;
  std::size_t position_ = 0;
  std::size_t end_ = 0;
  CallbackFailure failure_;
  TargetOwner target_;
};

}  // namespace autochrome::image
