#include "study/gallery.h"

#include <algorithm>
#include <optional>
#include <set>
#include <system_error>

#include <fmt/format.h>

#include "base/error.h"
#include "color/row_kernels.h"
#include "evaluate/rgb_picture.h"
#include "image/format.h"
#include "image/inspect.h"
#include "image/samples.h"
#include "image/save.h"

namespace autochrome::study {

namespace {

namespace fs = std::filesystem;

constexpr float kDecoyA = 45;
constexpr float kDecoyB = -50;

/// Every picture below a folder by its name without suffix.
Gallery::Files pictures_in(const fs::path& folder) {
  std::error_code failure;
  Gallery::Files found;
  fs::recursive_directory_iterator at(folder, failure);
  for (; !failure && at != fs::recursive_directory_iterator(); at.increment(failure)) {
    std::error_code ignored;
    if (!at->is_regular_file(ignored) || !image::has_picture_suffix(at->path())) continue;
    fs::path name = at->path().lexically_relative(folder);
    // Folders are listed in no order: which of two files is kept must not depend on it.
    fs::path& kept = found[name.replace_extension().generic_string()];
    if (kept.empty() || at->path() < kept) kept = at->path();
  }
  if (failure) {
    throw IoError(fmt::format("cannot list '{}': {}", folder.string(), failure.message()));
  }
  return found;
}

/// Why the two cannot stand side by side; nothing where they can.
std::optional<std::string> misfit(const fs::path& truth, const fs::path& other) {
  try {
    const auto one = image::inspect(image::Source::file(truth));
    const auto two = image::inspect(image::Source::file(other));
    if (one.width == two.width && one.height == two.height) return std::nullopt;
    return fmt::format("{}×{} pixels; wanted {}×{}", two.width, two.height, one.width, one.height);
  } catch (const Error& error) {
    return error.what();
  }
}

void check_names(const std::vector<NamedFolder>& contestants) {
  std::set<std::string> names = {kTruth, kDecoy};
  for (const NamedFolder& one : contestants) {
    if (names.insert(one.name).second) continue;
    throw InputError(fmt::format("the name '{}' is taken; contestants need one each", one.name));
  }
  if (contestants.empty()) throw InputError("a study needs a contestant: --contestants NAME=DIR");
}

/// The true lightness with one chroma for all pixels.
void paint_decoy(evaluate::RgbPicture& picture) {
  const auto pixels = static_cast<std::ptrdiff_t>(picture.rgb.size() / 3);
  std::vector<float> lightness(picture.rgb.size() / 3);
  const color::LightnessReader<std::uint8_t> reader;
  reader.from_rgb(picture.rgb.data(), pixels, 3, lightness.data());
  const std::vector<float> a(lightness.size(), kDecoyA);
  const std::vector<float> b(lightness.size(), kDecoyB);
  color::merge_row(lightness.data(), a.data(), b.data(), pixels, picture.rgb.data());
}

}  // namespace

Gallery::Gallery(const fs::path& truth, std::vector<NamedFolder> contestants)
    : contestants_(std::move(contestants)) {
  check_names(contestants_);
  for (const NamedFolder& one : contestants_) files_[one.name] = pictures_in(one.path);
  files_[kTruth] = pictures_in(truth);
  for (const auto& [name, path] : files_[kTruth]) {
    std::optional<std::string> reason;
    for (std::size_t c = 0; c < contestants_.size() && !reason; ++c) {
      const Files& theirs = files_[contestants_[c].name];
      const auto found = theirs.find(name);
      reason = found == theirs.end() ? "missing" : misfit(path, found->second);
      if (reason)
        left_out_.push_back(fmt::format("{} of {}: {}", name, contestants_[c].name, *reason));
    }
    if (!reason) pictures_.push_back(name);
  }
  if (pictures_.empty()) {
    throw InputError(fmt::format(
        "no picture of '{}' is in every contestant's folder{}{}", truth.string(),
        left_out_.empty() ? "" : "; the first: ", left_out_.empty() ? "" : left_out_.front()));
  }
}

std::string Gallery::png(const std::string& picture, const std::string& who) const {
  const bool decoy = who == kDecoy;
  const fs::path& path = files_.at(decoy ? kTruth : who).at(picture);
  evaluate::RgbPicture rgb = evaluate::read_rgb(image::Source::file(path));
  if (decoy) paint_decoy(rgb);
  return image::encode(image::from_samples({.width = rgb.width,
                                            .height = rgb.height,
                                            .bands = 3,
                                            .values = {rgb.rgb.begin(), rgb.rgb.end()}}),
                       image::Format::Png)
      .bytes;
}

}  // namespace autochrome::study
