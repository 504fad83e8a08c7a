#include "evaluate/examples.h"

#include <algorithm>
#include <fstream>
#include <numeric>
#include <optional>
#include <set>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "base/error.h"
#include "base/random.h"
#include "base/sha256.h"
#include "color/row_kernels.h"
#include "dataset/prepared.h"
#include "image/thumbnail.h"
#include "metrics/planes.h"
#include "prepare/gray.h"
#include "prepare/layout.h"

namespace autochrome::evaluate {

namespace {

namespace fs = std::filesystem;

constexpr int kFolderSize = 128;
constexpr const char* kAll = "all";

/// All of `count`, or a seeded sample of `most`, ascending.
std::vector<std::size_t> sample(std::size_t count, const ExampleOptions& options) {
  std::vector<std::size_t> indices(count);
  std::iota(indices.begin(), indices.end(), std::size_t{0});
  const auto most = static_cast<std::size_t>(options.most);
  if (most == 0 || most >= count) return indices;
  Random random(static_cast<std::uint64_t>(options.seed));
  for (std::size_t i = 0; i < most; ++i) {
    std::swap(indices[i], indices[i + random.below(count - i)]);
  }
  indices.resize(most);
  std::sort(indices.begin(), indices.end());
  return indices;
}

/// The mean chroma of pictures, one after the other.
class ChromaMean {
 public:
  void add(std::span<const std::uint8_t> rgb, int size) {
    const metrics::ColorPlanes planes = metrics::to_planes({rgb, size, size}, reader_);
    a_ += std::accumulate(planes.a.begin(), planes.a.end(), 0.0);
    b_ += std::accumulate(planes.b.begin(), planes.b.end(), 0.0);
    pixels_ += static_cast<double>(planes.pixels());
    ++pictures_;
  }

  [[nodiscard]] MeanColor finish(std::string_view of) const {
    if (pictures_ == 0) return {0, 0, "no pictures"};
    return {a_ / pixels_, b_ / pixels_, fmt::format("{} pictures of {}", pictures_, of)};
  }

 private:
  color::LabReader reader_;
  double a_ = 0;
  double b_ = 0;
  double pixels_ = 0;
  std::size_t pictures_ = 0;
};

std::optional<dataset::Split> split_of(const std::string& name) {
  for (const auto split :
       {dataset::Split::Train, dataset::Split::Validation, dataset::Split::Test}) {
    if (name == dataset::name_of(split)) return split;
  }
  return std::nullopt;
}

/// Reports and saved pictures know them by name alone.
void expect_distinct(const std::vector<std::string>& names, const fs::path& file) {
  std::set<fs::path> seen;
  for (const std::string& name : names) {
    if (seen.insert(fs::path(name).lexically_normal()).second) continue;
    throw InputError(fmt::format("two pictures of '{}' are called '{}'", file.string(), name));
  }
}

class PreparedExamples final : public Examples {
 public:
  PreparedExamples(const fs::path& path, const ExampleOptions& options) : set_(path) {
    if (options.size != 0 && options.size != set_.size()) {
      throw InputError(
          fmt::format("the pictures of '{}' have {} pixels a side, not {}: prepare it "
                      "with --size {}",
                      path.string(), set_.size(), options.size, options.size));
    }
    const std::vector<std::uint32_t> members = members_of(options.split);
    if (members.empty()) {
      throw InputError(fmt::format("the {} split of '{}' is empty", options.split, path.string()));
    }
    for (const std::size_t i : sample(members.size(), options)) add(members[i]);
    expect_distinct(names_, path);
    size_ = set_.size();
    classes_ = set_.classes();
    source_ = {path.filename().string(), set_.hash(), options.split};
  }

  [[nodiscard]] std::vector<std::uint8_t> picture(std::size_t index) const override {
    const auto rgb = set_.picture(members_[index]);
    return {rgb.begin(), rgb.end()};
  }

  [[nodiscard]] MeanColor mean_color() const override {
    const auto training = set_.indices(dataset::Split::Train);
    ChromaMean mean;
    for (const std::uint32_t i : training.empty() ? members_ : training) {
      mean.add(set_.picture(i), size_);
    }
    return mean.finish(training.empty() ? "those judged" : "the training split");
  }

 private:
  [[nodiscard]] std::vector<std::uint32_t> members_of(const std::string& name) const {
    if (const auto split = split_of(name)) return set_.indices(*split);
    std::vector<std::uint32_t> everything(set_.count());
    std::iota(everything.begin(), everything.end(), 0U);
    return everything;
  }

  void add(std::uint32_t member) {
    members_.push_back(member);
    names_.emplace_back(set_.name(member));
    labels_.push_back(set_.label(member));
  }

  dataset::Prepared set_;
  std::vector<std::uint32_t> members_;
};

/// Of the file's bytes, read piece by piece; of one that cannot be read a word instead, since
/// judging names it and goes on.
std::string hash_of_file(const fs::path& path) {
  constexpr std::size_t kPieceBytes = std::size_t{1} << 20;
  std::ifstream file(path, std::ios::binary);
  Sha256 hash;
  for (std::vector<char> piece(kPieceBytes); file.good();) {
    file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    hash.update(std::as_bytes(std::span(piece)).first(static_cast<std::size_t>(file.gcount())));
  }
  return file.eof() ? hash.finish() : "unreadable";
}

class FolderExamples final : public Examples {
 public:
  FolderExamples(const fs::path& folder, const ExampleOptions& options)
      : layout_(prepare::find_layout(folder)) {
    if (layout_.kind == prepare::LayoutKind::Flowers102Archive) {
      throw InputError(
          fmt::format("'{}' is an archive: make a prepared file of it first "
                      "(autochrome dataset prepare)",
                      folder.string()));
    }
    for (const std::size_t i : sample(layout_.entries.size(), options)) {
      names_.push_back(layout_.entries[i].name);
      labels_.push_back(layout_.entries[i].label);
    }
    size_ = options.size == 0 ? kFolderSize : options.size;
    classes_ = layout_.classes;
    const fs::path absolute = fs::absolute(folder).lexically_normal();
    const fs::path last = absolute.has_filename() ? absolute : absolute.parent_path();
    source_ = {last.filename().string(), hash_of_files(), kAll};
  }

  [[nodiscard]] std::vector<std::uint8_t> picture(std::size_t index) const override {
    const fs::path path = layout_.root / names_[index];
    std::vector<std::uint8_t> rgb = image::rgb_square(image::Source::file(path), size_);
    if (prepare::is_gray(rgb)) {
      throw InputError(fmt::format("'{}' has no colours to compare with", path.string()));
    }
    return rgb;
  }

  [[nodiscard]] MeanColor mean_color() const override {
    ChromaMean mean;
    for (std::size_t i = 0; i < count(); ++i) {
      try {
        mean.add(picture(i), size_);
      } catch (const Error&) {
        continue;  // The judging names it.
      }
    }
    return mean.finish("those judged");
  }

 private:
  /// Of every name and the hash of its file, so that a picture renamed or changed changes it.
  [[nodiscard]] std::string hash_of_files() const {
    std::string text;
    for (const std::string& name : names_) {
      text += name + ' ' + hash_of_file(layout_.root / name) + '\n';
    }
    return sha256(text);
  }

  prepare::Layout layout_;
};

}  // namespace

std::unique_ptr<Examples> open_examples(const fs::path& data, const ExampleOptions& options) {
  validate(options);
  if (fs::is_directory(data)) return std::make_unique<FolderExamples>(data, options);
  return std::make_unique<PreparedExamples>(data, options);
}

}  // namespace autochrome::evaluate
