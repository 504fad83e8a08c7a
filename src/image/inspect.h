// What a picture file holds, from its header alone.
#pragma once

#include <optional>
#include <string>

#include "image/format.h"
#include "image/picture.h"
#include "image/provenance.h"
#include "image/source.h"

namespace autochrome::image {

struct PictureInfo {
  Format format = Format::Jpeg;
  int stored_width = 0;  ///< in pixels, before orientation
  int stored_height = 0;
  int width = 0;  ///< as seen
  int height = 0;
  int bits = 8;  ///< per sample, as stored
  bool floating = false;
  int bands = 0;            ///< alpha included
  std::string color_space;  ///< "gray", "RGB", "CMYK", "Lab" or libvips' name for it
  bool alpha = false;
  int orientation = 1;  ///< EXIF, 1 to 8
  std::string profile;  ///< what the ICC profile calls itself; empty without one
  bool exif = false;
  bool xmp = false;
  bool iptc = false;
  int pages = 1;
  std::optional<Provenance> provenance;  ///< where Autochrome made the colours
};

/// Throws what `open` throws for a file whose header cannot be used; pixels are not looked at.
[[nodiscard]] PictureInfo inspect(const Source& source, const OpenOptions& options = {});

/// What is said of a picture that has more than one page or frame.
[[nodiscard]] std::string first_page_warning(int pages);

}  // namespace autochrome::image
