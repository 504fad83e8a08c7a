// One saver of libvips for each format. Only for this folder.
#pragma once

#include "image/format.h"
#include "image/vips_call.h"

namespace autochrome::image {

/// Computes the image and writes it whole into the target. `quality` is 1 to 100, for the lossy.
/// Throws VipsError for whatever fails: computing, encoding or writing.
void encode_to(VipsImage* image, VipsTarget* target, Format format, int quality);

}  // namespace autochrome::image
