#include "evaluate/contestant.h"

#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "color/row_kernels.h"
#include "colorize/network_colors.h"
#include "evaluate/rgb_picture.h"
#include "image/format.h"

namespace autochrome::evaluate {

namespace {

namespace fs = std::filesystem;

std::vector<std::uint8_t> join(const image::Plane& lightness, const float* a, const float* b) {
  std::vector<std::uint8_t> rgb(3 * lightness.values.size());
  color::merge_row(lightness.values.data(), a, b,
                   static_cast<std::ptrdiff_t>(lightness.values.size()), rgb.data());
  return rgb;
}

class Truth final : public Contestant, public Painter {
 public:
  Truth() : Contestant(ContestantKind::Truth, "truth", "the pictures as they are") {}

  [[nodiscard]] std::unique_ptr<Painter> painter() const override {
    return std::make_unique<Truth>();
  }

  [[nodiscard]] std::vector<std::uint8_t> paint(const Subject& subject) override {
    return {subject.truth.begin(), subject.truth.end()};
  }
};

/// The same chroma everywhere; none of it is gray.
class OneColor final : public Contestant {
 public:
  OneColor(ContestantKind kind, std::string name, std::string detail, float a, float b)
      : Contestant(kind, std::move(name), std::move(detail)), a_(a), b_(b) {}

  [[nodiscard]] std::unique_ptr<Painter> painter() const override {
    return std::make_unique<Brush>(a_, b_);
  }

 private:
  class Brush final : public Painter {
   public:
    Brush(float a, float b) : a_(a), b_(b) {}

    [[nodiscard]] std::vector<std::uint8_t> paint(const Subject& subject) override {
      const std::size_t pixels = subject.lightness.values.size();
      const std::vector<float> a(pixels, a_);
      const std::vector<float> b(pixels, b_);
      return join(subject.lightness, a.data(), b.data());
    }

   private:
    float a_;
    float b_;
  };

  float a_;
  float b_;
};

class Network final : public Contestant {
 public:
  Network(std::string name, std::shared_ptr<const model::TrainedModel> model)
      : Contestant(ContestantKind::Model,
                   std::move(name),
                   fmt::format("{}, sha256 {}", model->network.net, model->hash)),
        model_(std::move(model)) {}

  [[nodiscard]] std::unique_ptr<Painter> painter() const override {
    return std::make_unique<Runner>(name(), model_);
  }

 private:
  class Runner final : public Painter {
   public:
    Runner(std::string name, std::shared_ptr<const model::TrainedModel> model)
        : name_(std::move(name)),
          model_(std::move(model)),
          session_(model_->network, {.threads = 1}) {}

    [[nodiscard]] std::vector<std::uint8_t> paint(const Subject& subject) override {
      try {
        const auto colors = colorize::network_colors(subject.lightness, *model_, session_);
        return join(subject.lightness, colors.a.data(), colors.b.data());
      } catch (const ModelError& error) {
        throw ModelError(fmt::format("model '{}' on '{}': {}", name_, subject.name, error.what()));
      }
    }

   private:
    std::string name_;
    std::shared_ptr<const model::TrainedModel> model_;
    infer::Session session_;
  };

  std::shared_ptr<const model::TrainedModel> model_;
};

/// What the result for a picture of this path may be called. The picture's own suffix comes first,
/// so that one.jpg and one.png in one folder have a result each.
std::vector<fs::path> results_for(const fs::path& picture) {
  std::vector<fs::path> kept;
  std::vector<fs::path> replaced;
  if (image::has_picture_suffix(picture)) kept.push_back(picture);
  for (const image::FormatTraits& format : image::all_formats()) {
    for (const std::string_view suffix : format.suffixes) {
      kept.emplace_back(picture).concat(suffix);
      replaced.emplace_back(picture).replace_extension(suffix);
    }
  }
  kept.insert(kept.end(), replaced.begin(), replaced.end());
  return kept;
}

class Folder final : public Contestant {
 public:
  Folder(std::string name, const fs::path& path)
      : Contestant(ContestantKind::Folder,
                   std::move(name),
                   fmt::format("folder {}", path.filename().string())),
        path_(path) {}

  [[nodiscard]] std::unique_ptr<Painter> painter() const override {
    return std::make_unique<Reader>(name(), path_);
  }

 private:
  class Reader final : public Painter {
   public:
    Reader(std::string name, fs::path path) : name_(std::move(name)), path_(std::move(path)) {}

    [[nodiscard]] std::vector<std::uint8_t> paint(const Subject& subject) override {
      RgbPicture picture = read(find(subject.name));
      if (picture.stored_gray) refuse("gray, one channel instead of three");
      if (picture.stored_bits != 8) {
        refuse(fmt::format("{} bits a sample; wanted 8", picture.stored_bits));
      }
      if (picture.width != subject.lightness.width || picture.height != subject.lightness.height) {
        refuse(fmt::format("{}×{} pixels; wanted {}×{}", picture.width, picture.height,
                           subject.lightness.width, subject.lightness.height));
      }
      return std::move(picture.rgb);
    }

   private:
    [[noreturn]] void refuse(const std::string& reason) const {
      throw UnusableResult(name_, reason);
    }

    [[nodiscard]] fs::path find(const std::string& name) const {
      const fs::path relative = fs::path(name).lexically_normal();
      for (const fs::path& base : {path_ / relative, path_ / relative.filename()}) {
        for (const fs::path& candidate : results_for(base)) {
          std::error_code ignored;
          if (fs::is_regular_file(candidate, ignored)) return candidate;
        }
      }
      refuse("missing");
    }

    [[nodiscard]] RgbPicture read(const fs::path& path) const {
      try {
        return read_rgb(image::Source::file(path));
      } catch (const InputError& error) {
        refuse(fmt::format("corrupt: {}", error.what()));
      } catch (const IoError& error) {
        refuse(fmt::format("unreadable: {}", error.what()));
      }
    }

    std::string name_;
    fs::path path_;
  };

  fs::path path_;
};

}  // namespace

std::string_view name_of(ContestantKind kind) noexcept {
  switch (kind) {
    case ContestantKind::Gray:
      return "gray";
    case ContestantKind::MeanColor:
      return "mean colour";
    case ContestantKind::Model:
      return "model";
    case ContestantKind::Folder:
      return "folder";
    case ContestantKind::Truth:
      return "truth";
  }
  return "";
}

std::unique_ptr<Contestant> truth() { return std::make_unique<Truth>(); }

std::unique_ptr<Contestant> gray() {
  return std::make_unique<OneColor>(ContestantKind::Gray, "gray", "lightness alone", 0.0F, 0.0F);
}

std::unique_ptr<Contestant> mean_color(const MeanColor& color) {
  return std::make_unique<OneColor>(
      ContestantKind::MeanColor, "mean colour",
      fmt::format("a {:.2f}, b {:.2f} of {}", color.a, color.b, color.source),
      static_cast<float>(color.a), static_cast<float>(color.b));
}

std::unique_ptr<Contestant> network(std::string name,
                                    std::shared_ptr<const model::TrainedModel> model) {
  return std::make_unique<Network>(std::move(name), std::move(model));
}

std::unique_ptr<Contestant> folder(std::string name, const fs::path& path) {
  if (!fs::is_directory(path)) {
    throw InputError(fmt::format("contestant '{}' is to be the folder '{}', which is none", name,
                                 path.string()));
  }
  return std::make_unique<Folder>(std::move(name), path);
}

}  // namespace autochrome::evaluate
