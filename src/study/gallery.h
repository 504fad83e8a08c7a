// The pictures of a study: the same scenes in the truth's folder and in every contestant's.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace autochrome::study {

struct NamedFolder {
  std::string name;
  std::filesystem::path path;
};

/// Const and safe from any thread.
class Gallery {
 public:
  /// By the picture's name.
  using Files = std::map<std::string, std::filesystem::path>;

  /// Keeps the pictures that all folders have under the same name, whatever their suffix, at the
  /// same size; where a folder has several files of one name, the first by path. Throws IoError for
  /// a folder that cannot be read, InputError when there is no contestant, two have one name, or no
  /// picture is in all folders.
  Gallery(const std::filesystem::path& truth, std::vector<NamedFolder> contestants);

  /// Names without suffix, sorted: "tulip/one".
  [[nodiscard]] const std::vector<std::string>& pictures() const noexcept { return pictures_; }

  /// Without the truth.
  [[nodiscard]] const std::vector<NamedFolder>& contestants() const noexcept {
    return contestants_;
  }

  /// Pictures that some folder lacks or has at another size, a line each.
  [[nodiscard]] const std::vector<std::string>& left_out() const noexcept { return left_out_; }

  /// One of `pictures` as a PNG without metadata, so that bytes do not tell who made it. `who` is a
  /// contestant, kTruth or kDecoy. Throws InputError and IoError as reading does.
  [[nodiscard]] std::string png(const std::string& picture, const std::string& who) const;

 private:
  std::vector<NamedFolder> contestants_;
  std::map<std::string, Files> files_;  ///< a contestant's, and kTruth's
  std::vector<std::string> pictures_;
  std::vector<std::string> left_out_;
};

/// The true picture.
inline constexpr const char* kTruth = "truth";
/// The true picture's lightness in one violet: nobody who looks takes it for a photograph.
inline constexpr const char* kDecoy = "decoy";

}  // namespace autochrome::study
