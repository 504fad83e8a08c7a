#include "study/gallery.h"

#include <algorithm>
#include <map>
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
std::map<std::string, fs::path> pictures_in(const fs::path& folder) {
  std::error_code failure;
  std::map<std::string, fs::path> found;
  fs::recursive_directory_iterator at(folder, failure);
  for (; !failure && at != fs::recursive_directory_iterator(); at.increment(failure)) {
    std::error_code ignored;
    if (!at->is_regular_file(ignored) || !image::has_picture_suffix(at->path())) continue;
    fs::path name = at->path().lexically_relative(folder);
    found.emplace(name.replace_extension().generic_string(), at->path());
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

Gallery::Gallery(fs::path truth, std::vector<NamedFolder> contestants)
    : truth_(std::move(truth)), contestants_(std::move(contestants)) {
  check_names(contestants_);
  std::vector<std::map<std::string, fs::path>> theirs;
  for (const NamedFolder& one : contestants_) theirs.push_back(pictures_in(one.path));
  for (const auto& [name, path] : pictures_in(truth_)) {
    std::optional<std::string> reason;
    for (std::size_t c = 0; c < contestants_.size() && !reason; ++c) {
      const auto found = theirs[c].find(name);
      reason = found == theirs[c].end() ? "missing" : misfit(path, found->second);
      if (reason)
        left_out_.push_back(fmt::format("{} of {}: {}", name, contestants_[c].name, *reason));
    }
    if (!reason) pictures_.push_back(name);
  }
  if (pictures_.empty()) {
    throw InputError(fmt::format(
        "no picture of '{}' is in every contestant's folder{}{}", truth_.string(),
        left_out_.empty() ? "" : "; the first: ", left_out_.empty() ? "" : left_out_.front()));
  }
}

const fs::path& Gallery::folder_of(const std::string& who) const {
  for (const NamedFolder& one : contestants_) {
    if (one.name == who) return one.path;
  }
  return truth_;
}

std::string Gallery::png(const std::string& picture, const std::string& who) const {
  const fs::path base = folder_of(who) / picture;
  for (const image::FormatTraits& format : image::all_formats()) {
    for (const std::string_view suffix : format.suffixes) {
      const fs::path path = base.string() + std::string(suffix);
      if (!fs::exists(path)) continue;
      evaluate::RgbPicture rgb = evaluate::read_rgb(image::Source::file(path));
      if (who == kDecoy) paint_decoy(rgb);
      return image::encode(image::from_samples({.width = rgb.width,
                                                .height = rgb.height,
                                                .bands = 3,
                                                .values = {rgb.rgb.begin(), rgb.rgb.end()}}),
                           image::Format::Png)
          .bytes;
    }
  }
  throw IoError(fmt::format("the picture '{}' of {} is gone", picture, who));
}

}  // namespace autochrome::study
