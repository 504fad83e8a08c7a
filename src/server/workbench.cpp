#include "server/workbench.h"

#include <algorithm>
#include <limits>
#include <new>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "base/error.h"
#include "base/stopwatch.h"
#include "colorize/chroma_upsampler.h"
#include "colorize/painting.h"
#include "image/inspect.h"
#include "image/thumbnail.h"
#include "server/answer_file.h"
#include "server/format_names.h"
#include "server/lab_planes.h"
#include "server/problem.h"

namespace autochrome::server {

namespace {

/// Networks are kept ready for as many models as people compare side by side.
constexpr std::size_t kMostReady = 4;
constexpr int kPreviewQuality = 88;
constexpr int kRegionQuality = 92;
constexpr double kGuideShare = 0.3;
constexpr double kNetworkShare = 0.9;

colorize::ChromaUpsampler field_of(const colorize::Painting& painting,
                                   const image::Plane& guide,
                                   int width,
                                   int height) {
  using colorize::view_of;
  return {{view_of(painting.lightness), view_of(painting.a), view_of(painting.b)},
          view_of(guide),
          width,
          height};
}

/// Too large is told apart from damaged, before anything is decoded.
image::PictureInfo inspected(const Task& task, const image::OpenOptions& limits) {
  const image::PictureInfo info = image::inspect(
      image::Source::file(task.photo), {.max_pixels = std::numeric_limits<std::int64_t>::max()});
  const std::int64_t pixels = std::int64_t{info.width} * info.height;
  if (pixels <= limits.max_pixels) return info;
  throw Problem(kTooLarge,
                fmt::format("'{}' is {}x{}, {:.1f} megapixels; at most {:.6g} are accepted",
                            task.name, info.width, info.height, 1e-6 * static_cast<double>(pixels),
                            1e-6 * static_cast<double>(limits.max_pixels)));
}

Json facts_of(const image::PictureInfo& info) {
  Json warnings = Json::array();
  if (info.pages > 1) warnings.push_back(image::first_page_warning(info.pages));
  return {{"width", info.width},
          {"height", info.height},
          {"bits", info.bits > 8 ? 16 : 8},
          {"format", name_of(info.format)},
          {"warnings", warnings}};
}

/// Planes as a file: L, a and b where they are asked for, else colours with the task's look.
Json shown(const Task& task, LabPlanes planes, int quality) {
  if (task.kind == Task::Kind::Lab || task.view == Task::View::Lab) {
    write_scratch(task.target, lab_samples(planes), image::Format::Png, quality);
    return {{"file", task.target.string()}, {"format", "png"}};
  }
  write_scratch(task.target, rgb_samples(std::move(planes), task.options.colorize.look),
                image::Format::Jpeg, quality);
  return {{"file", task.target.string()}, {"format", "jpeg"}};
}

/// The server's own paths mean nothing to whoever reads the message.
std::string with_name(std::string text, const Task& task) {
  const std::string path = task.photo.string();
  for (std::size_t at = text.find(path); at != std::string::npos;
       at = text.find(path, at + task.name.size())) {
    text.replace(at, path.size(), task.name);
  }
  return text;
}

bool reads_painting(const Task& task) {
  return task.kind == Task::Kind::Preview || task.kind == Task::Kind::Lab ||
         task.kind == Task::Kind::Result ||
         (task.kind == Task::Kind::Region && task.view != Task::View::Original);
}

bool is_gone(const std::filesystem::path& file) {
  std::error_code ignored;
  return std::filesystem::status(file, ignored).type() == std::filesystem::file_type::not_found;
}

/// A job may be removed while somebody looks at it.
Problem problem_of(const IoError& error, const Task& task) {
  if (is_gone(task.photo) || (reads_painting(task) && is_gone(task.painting))) {
    return {kNotFound, fmt::format("'{}' is gone; its job was removed", task.name)};
  }
  return {status_of_io_failure(), with_name(error.what(), task)};
}

}  // namespace

void Workbench::warm_up(const std::string& model) {
  static_cast<void>(painter_for({.model = model}));
}

colorize::Painter& Workbench::painter_for(const JobOptions& options) {
  const auto model = models_.find(options.model);
  if (model == models_.end()) {
    throw Problem(kBadRequest, fmt::format("there is no model '{}'", options.model));
  }
  colorize::PaintOptions wanted = options.colorize.paint;
  if (wanted.size == 0) wanted.size = model->second->convention.size;
  for (auto at = ready_.begin(); at != ready_.end(); ++at) {
    if (at->model != options.model || at->options.size != wanted.size ||
        at->options.seed != wanted.seed) {
      continue;
    }
    ready_.splice(ready_.begin(), ready_, at);
    return *ready_.front().painter;
  }
  ready_.push_front({options.model, wanted,
                     std::make_unique<colorize::Painter>(model->second, wanted, options_.threads)});
  if (ready_.size() > kMostReady) ready_.pop_back();
  return *ready_.front().painter;
}

const image::Plane& Workbench::guide_of(const Task& task) {
  if (!guide_ || guide_->photo != task.photo) {
    guide_.reset();
    const image::Source photo = image::Source::file(task.photo);
    guide_ = {task.photo, colorize::guide_of(photo, limits()),
              image::inspect(photo, limits()).alpha};
  }
  return guide_->lightness;
}

Json Workbench::paint(const Task& task, const Progress& progress) {
  const Stopwatch total;
  Json answer = facts_of(inspected(task, limits()));
  colorize::Painter& painter = painter_for(task.options);
  const image::Plane& guide = guide_of(task);
  progress(kGuideShare);
  const Stopwatch network;
  const colorize::Painting painting = painter.paint(guide);
  answer["seconds"]["network"] = network.seconds();
  progress(kNetworkShare);
  save(painting, task.painting);
  answer["seconds"]["total"] = total.seconds();
  return answer;
}

Json Workbench::colorize(const Task& task, const Progress& progress) {
  static_cast<void>(inspected(task, limits()));
  colorize::Painter& painter = painter_for(task.options);
  guide_.reset();  // uploads are not asked for twice
  const image::Source photo = image::Source::file(task.photo);
  const image::Plane guide = colorize::guide_of(photo, limits());
  const colorize::Painting painting = painter.paint(guide);
  const color::LookOptions& look = task.options.colorize.look;
  const image::Picture picture =
      colorize::colored(image::open(photo, limits()), guide, painting, look, options_.threads);
  return written(task, picture, colorize::provenance_of(painting, {look, painter.options()}),
                 progress);
}

Json Workbench::original(const Task& task) {
  static_cast<void>(inspected(task, limits()));
  write_scratch(task.target,
                image::thumbnail(image::Source::file(task.photo), task.long_side, limits()),
                image::Format::Jpeg, kPreviewQuality);
  return {{"file", task.target.string()}, {"format", "jpeg"}};
}

image::Plane Workbench::lightness_of(const image::Samples& samples) {
  if (!reader_) reader_ = std::make_unique<color::LightnessReader<std::uint16_t>>();
  return server::lightness_of(samples, *reader_);
}

Json Workbench::reduced(const Task& task) {
  const colorize::Painting painting = colorize::load_painting(task.painting);
  const image::Plane& guide = guide_of(task);
  const image::PlaneSize grid{guide.width, guide.height};
  const image::Source photo = image::Source::file(task.photo);
  image::Plane lightness = task.long_side <= std::max(grid.width, grid.height)
                               ? image::reduce(guide, image::fit_long_side(grid, task.long_side))
                               : image::lightness(photo, task.long_side, limits());
  const image::PlaneSize size{lightness.width, lightness.height};
  const auto field = field_of(painting, guide, size.width, size.height);
  LabPlanes planes = with_colors(std::move(lightness), field);
  if (guide_->transparent) {
    const int side = task.long_side;
    lay_on_paper(planes, image::reduce(lightness_of(image::thumbnail(photo, side, limits())), size),
                 image::reduce(image::coverage(photo, side, limits()), size));
  }
  return shown(task, std::move(planes), kPreviewQuality);
}

Json Workbench::region(const Task& task) {
  const image::Picture whole = image::open(image::Source::file(task.photo), limits());
  const image::Picture part = image::cropped(whole, task.area);
  if (task.view == Task::View::Original) {
    write_scratch(task.target,
                  image::encode(part, image::Format::Jpeg, {.quality = kRegionQuality}).bytes);
    return {{"file", task.target.string()}, {"format", "jpeg"}};
  }
  const colorize::Painting painting = colorize::load_painting(task.painting);
  const auto field = field_of(painting, guide_of(task), whole.width(), whole.height());
  const image::Samples samples = image::to_samples(part);
  LabPlanes planes = with_colors(lightness_of(samples), field, task.area.left, task.area.top);
  if (part.alpha()) {
    const OnPaper laid = on_paper(samples);
    lay_on_paper(planes, lightness_of(laid.samples), laid.coverage);
  }
  return shown(task, std::move(planes), kRegionQuality);
}

Json Workbench::result(const Task& task, const Progress& progress) {
  const colorize::Painting painting = colorize::load_painting(task.painting);
  const image::Picture picture =
      colorize::colored(image::open(image::Source::file(task.photo), limits()), guide_of(task),
                        painting, task.options.colorize.look, options_.threads);
  colorize::ColorizeOptions options = task.options.colorize;
  const auto model = models_.find(task.options.model);
  if (options.paint.size == 0 && model != models_.end()) {
    options.paint.size = model->second->convention.size;
  }
  return written(task, picture, colorize::provenance_of(painting, options), progress);
}

Json Workbench::performed(const Task& task, const Progress& progress) {
  switch (task.kind) {
    case Task::Kind::Paint:
      return paint(task, progress);
    case Task::Kind::Colorize:
      return colorize(task, progress);
    case Task::Kind::Original:
      return original(task);
    case Task::Kind::Preview:
    case Task::Kind::Lab:
      return reduced(task);
    case Task::Kind::Region:
      return region(task);
    case Task::Kind::Result:
      return result(task, progress);
  }
  throw Problem(kInternal, "there is no such task");
}

Json Workbench::perform(const Task& task, const Progress& progress) {
  try {
    return performed(task, progress);
  } catch (const Problem&) {
    throw;
  } catch (const InputError& error) {
    throw Problem(kUnprocessable, with_name(error.what(), task));
  } catch (const IoError& error) {
    throw problem_of(error, task);
  } catch (const std::bad_alloc&) {
    spent_ = true;
    throw Problem(kTooLarge,
                  fmt::format("'{}' needs more memory than one picture may have", task.name));
  } catch (const std::exception& error) {
    throw Problem(kInternal, with_name(error.what(), task));
  }
}

}  // namespace autochrome::server
