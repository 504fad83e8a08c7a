#include "image/file_target.h"

#include <algorithm>
#include <cstdio>

namespace autochrome::image {

FileTarget::FileTarget(AtomicFile& file)
    : file_(file), target_(VIPS_TARGET(vips_target_custom_new())) {
  g_signal_connect(target_.get(), "write", G_CALLBACK(&FileTarget::write), this);
  g_signal_connect(target_.get(), "read", G_CALLBACK(&FileTarget::read), this);
  g_signal_connect(target_.get(), "seek", G_CALLBACK(&FileTarget::seek), this);
}

gint64 FileTarget::write(VipsTargetCustom*, const void* data, gint64 size, void* self) {
  auto& target = *static_cast<FileTarget*>(self);
  const auto count = static_cast<std::size_t>(size);
  const bool done = target.failure_.guard([&] {
    target.file_.write_at(target.position_, {static_cast<const std::byte*>(data), count});
  });
  if (!done) return -1;
  target.position_ += count;
  target.end_ = std::max(target.end_, target.position_);
  return size;
}

gint64 FileTarget::read(VipsTargetCustom*, void* data, gint64 size, void* self) {
  auto& target = *static_cast<FileTarget*>(self);
  std::size_t got = 0;
  const bool done = target.failure_.guard([&] {
    got = target.file_.read_at(target.position_,
                               {static_cast<std::byte*>(data), static_cast<std::size_t>(size)});
  });
  if (!done) return -1;
  target.position_ += got;
  return static_cast<gint64>(got);
}

gint64 FileTarget::seek(VipsTargetCustom*, gint64 offset, int whence, void* self) {
  auto& target = *static_cast<FileTarget*>(self);
  const std::size_t origin = whence == SEEK_CUR   ? target.position_
                             : whence == SEEK_END ? target.end_
                                                  : 0;
  const gint64 position = static_cast<gint64>(origin) + offset;
  if (position < 0) return -1;
  target.position_ = static_cast<std::size_t>(position);
  return position;
}

}  // namespace autochrome::image
