// Pictures for the tests, drawn and not found.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "image/samples.h"
#include "image/vips_call.h"
#include "tests/temporary_folder.h"

namespace autochrome::image::testing {

using autochrome::testing::TemporaryFolder;

/// What lies in the folder, sorted.
[[nodiscard]] std::vector<std::string> names_in(const TemporaryFolder& folder);

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

/// The message of the exception that `action` throws; its type must be `Expected`.
template <class Expected>
[[nodiscard]] std::string message_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Expected& error) {
    return error.what();
  } catch (const std::exception& error) {
    return std::string("other exception: ") + error.what();
  }
  return "no exception";
}

}  // namespace autochrome::image::testing
