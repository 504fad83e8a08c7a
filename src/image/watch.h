// An eye on a pipeline: whether any of its pixels could not be computed. libvips (8.14) forgets an
// error in its last piece of work when another thread has found that nothing is left to do, and
// then calls the black pixels in its place a success.
#pragma once

#include <memory>
#include <string>

#include "image/callback_failure.h"
#include "image/vips_call.h"

namespace autochrome::image {

/// The input's pixels and metadata. An error that keeps pixels from being computed is also kept in
/// `failure`: as InputError that the picture `name` is unreadable, or as VipsError if that is
/// empty. Whoever has evaluated the image must look there, whatever libvips says. Throws VipsError.
[[nodiscard]] ImageOwner watched(VipsImage* input,
                                 std::shared_ptr<CallbackFailure> failure,
                                 const std::string& name = {});

}  // namespace autochrome::image
