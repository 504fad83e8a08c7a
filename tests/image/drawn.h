// Pictures for the tests, drawn and not found.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "image/samples.h"
#include "image/vips_call.h"
#include "tests/message_of.h"
#include "tests/names_in.h"
#include "tests/temporary_folder.h"

namespace autochrome::image::testing {

using autochrome::testing::message_of;
using autochrome::testing::names_in;
using autochrome::testing::TemporaryFolder;

/// Smooth, without symmetry and with few neutral colours; alpha, if any, grows to the right.
[[nodiscard]] Samples drawn(int width, int height, int bands, int bits = 8);

/// The samples as a libvips image, to be given metadata or another form.
[[nodiscard]] ImageOwner as_vips(const Samples& samples);

/// Written by libvips itself, in the format of the name.
void write(VipsImage* image, const std::filesystem::path& path);

/// `drawn` saved by this module's own `save`.
std::filesystem::path saved(const TemporaryFolder& folder,
                            const std::string& name,
                            const Samples& samples);

[[nodiscard]] Samples read(const std::filesystem::path& path);

/// Mean and largest difference of samples, as shares of full scale.
struct Difference {
  double mean = 0;
  double largest = 0;
};

[[nodiscard]] Difference difference(const Samples& left, const Samples& right);

}  // namespace autochrome::image::testing
