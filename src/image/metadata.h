// EXIF, XMP, IPTC and ICC on their way from the picture read to the file written. Only for this
// folder.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "image/format.h"
#include "image/provenance.h"
#include "image/vips_call.h"

namespace autochrome::image {

/// The XMP packet of a loaded image, wherever its format keeps it; empty when there is none.
[[nodiscard]] std::string_view xmp_packet(const VipsImage* image);

/// Drops what no longer holds for a colorized picture (orientation and gray thumbnail, in EXIF and
/// XMP; paging; the profile of the samples that were read) and what the format cannot take; appends
/// to `warnings` what is lost by that.
void fit_metadata(VipsImage* image, Format format, std::vector<std::string>& warnings);

/// Adds the provenance to XMP, and to EXIF where that says nothing in its place. Appends to
/// `warnings` what the format cannot hold.
void add_provenance(VipsImage* image,
                    const Provenance& provenance,
                    Format format,
                    std::vector<std::string>& warnings);

}  // namespace autochrome::image
