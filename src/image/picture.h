// A picture made ready for colorization, decoded only when its pixels are asked for.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/options.h"
#include "image/format.h"
#include "image/source.h"

namespace autochrome::image {

struct OpenOptions {
  /// Larger pictures are refused before anything is decoded.
  std::int64_t max_pixels = 1'000'000'000;

  template <class Self, class Visitor>
  static void describe(Self& self, Visitor&& visit) {
    visit("max_pixels", self.max_pixels, "Refuse pictures with more pixels than this",
          Limits{.min = 1});
  }
};

/// Upright, gray or RGB, sRGB encoded, with or without alpha, and with the metadata it came with.
/// A cheap value; copies share one decoder, which runs from top to bottom as the picture is read,
/// so a picture out of a file can be read (saved, taken samples of) once.
class [[nodiscard]] Picture {
 public:
  struct Parts;

  explicit Picture(std::shared_ptr<const Parts> parts) noexcept;

  /// In pixels, as seen: after the orientation that the file asks for.
  [[nodiscard]] int width() const noexcept;
  [[nodiscard]] int height() const noexcept;

  /// 8 or 16: the depth of the file's samples, and of the result where its format allows. Float and
  /// other wide samples count as 16.
  [[nodiscard]] int bits() const noexcept;

  /// One band of light rather than three.
  [[nodiscard]] bool gray() const noexcept;

  [[nodiscard]] bool alpha() const noexcept;

  /// The format of the file it came from.
  [[nodiscard]] Format format() const noexcept;

  /// The source's name, for messages.
  [[nodiscard]] const std::string& name() const noexcept;

  /// For the other files of this folder: the libvips image and what belongs to it.
  [[nodiscard]] const Parts& parts() const noexcept { return *parts_; }

 private:
  std::shared_ptr<const Parts> parts_;
};

/// Reads the header and sets up the decoder. Any of the formats of `Format`, first frame or page;
/// 1 to 64 bit, float, palette, gray, RGB, CMYK or Lab. Colours are converted to sRGB by the
/// embedded ICC profile unless that is sRGB itself, in which case samples stay as they are.
/// Throws IoError when the file cannot be read, InputError when it is no such picture, damaged
/// (at once or, for pixels, when they are read) or larger than allowed.
[[nodiscard]] Picture open(const Source& source, const OpenOptions& options = {});

/// The picture with its pixels in memory, which can be read any number of times. Throws InputError
/// when they turn out damaged.
[[nodiscard]] Picture decoded(const Picture& picture);

}  // namespace autochrome::image
