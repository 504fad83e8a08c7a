// Pictures written: whole files in place at once, or bytes for standard output.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/options.h"
#include "image/format.h"
#include "image/picture.h"
#include "image/provenance.h"

namespace autochrome::image {

struct SaveOptions {
  /// Of the lossy formats. From 95 on JPEG keeps colour at full resolution.
  int quality = 90;
  /// No flag of its own: whoever asks for a picture says what becomes of one that is there.
  Existing existing = Existing::Replaced;

  template <class Self, class Visitor>
  static void describe(Self& self, Visitor&& visit) {
    visit("quality", self.quality, "Quality of JPEG, WebP, HEIC, AVIF and JPEG XL",
          Limits{.min = 1, .max = 100});
  }
};

/// Told the share done, in [0, 1], the last time 1, from whichever thread is at hand, never two at
/// once. It may throw: that stops the work, and what it threw comes out of the function that was
/// working.
using Progress = std::function<void(double done)>;

struct SaveReport {
  /// What the format could not hold, a sentence each.
  std::vector<std::string> warnings;
};

/// Writes the picture in the format of the target's suffix, at its own depth where the format has
/// it, with its EXIF, XMP, IPTC, resolution and RGB profile, and the provenance if there is one.
/// The target appears whole or not at all (base/file.h, AtomicFile). Throws InputError for an
/// unknown suffix and for pixels that turn out damaged, IoError when writing fails, FileExists
/// where the options keep what is there.
SaveReport save(const Picture& picture,
                const std::filesystem::path& target,
                const SaveOptions& options = {},
                const std::optional<Provenance>& provenance = {},
                const Progress& progress = {});

struct Encoded {
  std::string bytes;
  SaveReport report;
};

/// The same as a file's bytes in memory.
[[nodiscard]] Encoded encode(const Picture& picture,
                             Format format,
                             const SaveOptions& options = {},
                             const std::optional<Provenance>& provenance = {},
                             const Progress& progress = {});

}  // namespace autochrome::image
