// Reading a libvips image row by row. Only for this folder.
#pragma once

#include <functional>

#include "image/vips_call.h"

namespace autochrome::image {

/// Takes row y; `pixels` is the first sample of its first pixel, valid during the call.
using RowVisitor = std::function<void(int y, const void* pixels)>;

/// Computes the image in libvips' threads and hands over its rows from first to last, one at a
/// time. Rethrows what the visitor throws; throws VipsError when the image cannot be computed.
void visit_rows(VipsImage* image, const RowVisitor& visit);

}  // namespace autochrome::image
