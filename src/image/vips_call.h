// How this folder calls libvips: every object in an owner at once, every failure an exception. Not
// for other folders, which see no libvips.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <vips/vips.h>

#include "base/error.h"

namespace autochrome::image {

struct Unref {
  void operator()(void* object) const noexcept { g_object_unref(object); }
};

using ImageOwner = std::unique_ptr<VipsImage, Unref>;
using SourceOwner = std::unique_ptr<VipsSource, Unref>;
using TargetOwner = std::unique_ptr<VipsTarget, Unref>;
using RegionOwner = std::unique_ptr<VipsRegion, Unref>;

/// A call of libvips that failed, with its reason in one line. It does not leave the folder: what
/// file was in hand is known further out.
class VipsError : public Error {
 public:
  using Error::Error;
};

/// The first line of libvips' error buffer in plain words; the buffer is emptied. The buffer is
/// one for the program: of two pictures failing at the same moment, one may get the other's reason.
[[nodiscard]] std::string take_reason();

inline void check_call(int status) {
  if (status != 0) throw VipsError(take_reason());
}

/// The image that an operation makes; `operation` is called with where to put it.
template <class Operation>
[[nodiscard]] ImageOwner make_image(Operation&& operation) {
  VipsImage* out = nullptr;
  check_call(std::forward<Operation>(operation)(&out));
  return ImageOwner(out);
}

/// A header of its own over the same pixels, whose metadata may be changed.
[[nodiscard]] ImageOwner copy_header(VipsImage* image);

/// Hands `value` to the object, which frees it when it goes itself. `key` names it there.
template <class Value>
void keep_with(VipsImage* image, const char* key, std::unique_ptr<Value> value) {
  g_object_set_data_full(G_OBJECT(image), key, value.release(), [](void* kept) {
    std::unique_ptr<Value>(static_cast<Value*>(kept)).reset();
  });
}

/// A metadata field that holds bytes; empty when there is none. Valid as long as the image is.
[[nodiscard]] std::string_view blob(const VipsImage* image, const char* field);

/// Replaces a field's bytes with a copy of these.
void set_blob(VipsImage* image, const char* field, std::string_view bytes);

}  // namespace autochrome::image
