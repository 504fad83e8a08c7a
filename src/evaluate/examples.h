// The pictures that contestants are judged on: squares in colour, each known by name and class. Out
// of a prepared file or a folder; contestants see only their lightness.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/options.h"

namespace autochrome::evaluate {

/// A prepared file brings its splits and its size; a folder has one split and any size.
struct ExampleOptions {
  std::string split = "test";
  int size = 0;
  int most = 0;
  std::int64_t seed = 1;

  template <class Self, class Visitor>
  static void describe(Self& self, Visitor&& visit) {
    visit("split", self.split, "Which pictures of a prepared file; a folder is judged whole",
          Limits{.choices = {"train", "validation", "test", "all"}});
    visit("size", self.size, "Side of a folder's pictures in pixels, cut to squares; 0 for 128",
          Limits{.min = 0, .max = 1024});
    visit("most", self.most, "Judge only this many, a seeded sample; 0 for all", Limits{.min = 0});
    visit("seed", self.seed, "Seed of samples and of the bootstrap", Limits{.min = 0});
  }
};

/// Chroma that every pixel of a baseline gets, Lab units.
struct MeanColor {
  double a = 0;
  double b = 0;
  std::string source;  ///< "1,638 pictures of the training split"
};

/// What a report says of the data, so that it can be found again.
struct ExampleSource {
  std::string name;   ///< of the file or folder, without its path
  std::string hash;   ///< SHA-256 of the file, or of a folder's names and what can be read
  std::string split;  ///< "test", "all"
};

/// Const and safe from any thread.
class Examples {
 public:
  virtual ~Examples() = default;

  [[nodiscard]] std::size_t count() const noexcept { return names_.size(); }

  /// Side of every picture in pixels.
  [[nodiscard]] int size() const noexcept { return size_; }

  /// Path inside the source, unique: "tulip/100930342_92e8746431_n.jpg".
  [[nodiscard]] const std::string& name(std::size_t index) const { return names_[index]; }

  /// Index into `classes`, or -1.
  [[nodiscard]] int label(std::size_t index) const { return labels_[index]; }

  [[nodiscard]] const std::vector<std::string>& classes() const noexcept { return classes_; }

  [[nodiscard]] const ExampleSource& source() const noexcept { return source_; }

  /// [size, size, 3] sRGB bytes. Throws InputError or IoError for a picture that cannot be read or
  /// that has no colours to compare with.
  [[nodiscard]] virtual std::vector<std::uint8_t> picture(std::size_t index) const = 0;

  /// Of the training split where there is one, otherwise of the pictures themselves.
  [[nodiscard]] virtual MeanColor mean_color() const = 0;

 protected:
  int size_ = 0;
  std::vector<std::string> names_;
  std::vector<int> labels_;
  std::vector<std::string> classes_;
  ExampleSource source_;
};

/// Throws IoError when there is nothing to read, InputError for options out of range, a damaged
/// file, an empty split, two pictures of one name, or a size other than the prepared file's.
/// Folders need an image::Library.
[[nodiscard]] std::unique_ptr<Examples> open_examples(const std::filesystem::path& data,
                                                      const ExampleOptions& options);

}  // namespace autochrome::evaluate
