// What a worker is asked to do with one picture, as it goes over the channel. The same options
// describe the command line, the query of a request and this.
#pragma once

#include <filesystem>
#include <string>

#include "base/json.h"
#include "base/options.h"
#include "colorize/colorizer.h"
#include "image/crop.h"
#include "image/save.h"

namespace autochrome::server {

/// How the coloured picture is written.
struct OutputOptions {
  std::string format = {};  ///< empty for that of the photo
  image::SaveOptions save = {};

  template <class Self, class Visitor>
  static void describe(Self& self, Visitor&& visit) {
    visit("format", self.format, "Format of the result; none for that of the photo, or JPEG",
          Limits{.choices = {"", "jpeg", "png", "tiff", "webp", "avif", "heic", "jxl"}});
    image::SaveOptions::describe(self.save, visit);
  }
};

/// What the colours of a job depend on.
struct JobOptions {
  std::string model;  ///< by name; empty for the default one
  colorize::ColorizeOptions colorize = {};

  template <class Self, class Visitor>
  static void describe(Self& self, Visitor&& visit) {
    visit("model", self.model, "Which model colours");
    colorize::ColorizeOptions::describe(self.colorize, visit);
  }
};

/// Files are named by the server, never by a client.
struct Task {
  enum class Kind {
    Paint,     ///< photo → painting
    Colorize,  ///< photo → coloured picture, without a painting kept
    Original,  ///< photo → JPEG preview of it
    Preview,   ///< photo and painting → JPEG of the coloured picture, reduced
    Lab,       ///< the same as a PNG of L, a and b, without a look
    Region,    ///< a rectangle at full resolution
    Result     ///< the whole coloured picture
  };

  /// What a region shows.
  enum class View { Color, Original, Lab };

  Kind kind = Kind::Paint;
  std::filesystem::path photo;
  std::string name = {};  ///< of the photo, for messages
  std::filesystem::path painting = {};
  std::filesystem::path target = {};  ///< where the answer is written; Result adds a suffix
  JobOptions options = {};
  OutputOptions output = {};
  int long_side = 0;
  image::Area area = {};
  View view = View::Color;
};

[[nodiscard]] Json to_json(const Task& task);

/// Throws InputError when it is no task.
[[nodiscard]] Task task_of(const Json& json);

}  // namespace autochrome::server
