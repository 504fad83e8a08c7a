// Who is judged: the baselines, networks, and folders of pictures that other software made.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "evaluate/examples.h"
#include "image/plane.h"
#include "model/model_file.h"

namespace autochrome::evaluate {

/// One picture as a contestant gets it.
struct Subject {
  const std::string& name;              ///< inside the data
  const image::Plane& lightness;        ///< L, 0 to 100, [size, size]
  std::span<const std::uint8_t> truth;  ///< for the contestant that is the truth
};

/// Colours pictures; one for a thread.
class Painter {
 public:
  virtual ~Painter() = default;

  /// [size, size, 3] sRGB bytes. Throws UnusableResult when there is none for this picture,
  /// ModelError when a network's answer is not finite.
  [[nodiscard]] virtual std::vector<std::uint8_t> paint(const Subject& subject) = 0;
};

/// A contestant has no result for a picture, or none that can be compared: the picture is then left
/// out for all contestants alike. The text says why, without the picture's name.
class UnusableResult : public InputError {
 public:
  UnusableResult(std::string contestant, const std::string& reason)
      : InputError(reason), contestant_(std::move(contestant)) {}

  [[nodiscard]] const std::string& contestant() const noexcept { return contestant_; }

 private:
  std::string contestant_;
};

enum class ContestantKind { Gray, MeanColor, Model, Folder, Truth };

/// "gray", "mean colour", "model", "folder" or "truth".
[[nodiscard]] std::string_view name_of(ContestantKind kind) noexcept;

/// Baselines show what doing nothing scores and are not ranked.
[[nodiscard]] constexpr bool is_baseline(ContestantKind kind) noexcept {
  return kind != ContestantKind::Model && kind != ContestantKind::Folder;
}

/// Const and safe from any thread.
class Contestant {
 public:
  Contestant(ContestantKind kind, std::string name, std::string detail)
      : kind_(kind), name_(std::move(name)), detail_(std::move(detail)) {}

  virtual ~Contestant() = default;

  [[nodiscard]] ContestantKind kind() const noexcept { return kind_; }

  [[nodiscard]] const std::string& name() const noexcept { return name_; }

  /// What it is, for the head of a report: a model's hash, a folder's name.
  [[nodiscard]] const std::string& detail() const noexcept { return detail_; }

  [[nodiscard]] virtual std::unique_ptr<Painter> painter() const = 0;

 private:
  ContestantKind kind_;
  std::string name_;
  std::string detail_;
};

using Contestants = std::vector<std::unique_ptr<Contestant>>;

/// The picture as it is.
[[nodiscard]] std::unique_ptr<Contestant> truth();

/// Lightness alone.
[[nodiscard]] std::unique_ptr<Contestant> gray();

/// Lightness and one chroma for every pixel, brought into gamut.
[[nodiscard]] std::unique_ptr<Contestant> mean_color(const MeanColor& color);

/// A network that sees the picture at its own size.
[[nodiscard]] std::unique_ptr<Contestant> network(std::string name,
                                                  std::shared_ptr<const model::TrainedModel> model);

/// Pictures named as the data's, with any suffix of a picture: the result for "tulip/one.jpg" is
/// FOLDER/tulip/one.jpg or one.jpg.png or one.png, or one of those in FOLDER itself. They must have
/// the data's size and 8-bit colours. Throws InputError when there is no such folder.
[[nodiscard]] std::unique_ptr<Contestant> folder(std::string name,
                                                 const std::filesystem::path& path);

}  // namespace autochrome::evaluate
