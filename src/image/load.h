// Files and bytes turned into libvips images, undecoded. Only for this folder.
#pragma once

#include "image/format.h"
#include "image/picture.h"
#include "image/source.h"
#include "image/vips_call.h"

namespace autochrome::image {

struct LoadRequest {
  /// Pixels will be asked for in any order: decoded whole, into a temporary file when large.
  bool any_order = false;
  /// JPEG only: 1, 2, 4 or 8 times smaller, rounded down; neither side may vanish.
  int shrink = 1;
};

/// The image with the file's own bands, samples and metadata, its size checked against the
/// options. Damaged pixels fail when they are read. Throws as `open` does.
[[nodiscard]] ImageOwner load(const Source& source,
                              const OpenOptions& options,
                              const LoadRequest& request = {});

/// Which of our formats a loaded image came from.
[[nodiscard]] Format loaded_format(const VipsImage* image);

/// InputError "cannot read 'name': reason", for what fails while pixels are read.
[[nodiscard]] InputError unreadable(const std::string& name, const VipsError& error);

}  // namespace autochrome::image
