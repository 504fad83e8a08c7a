#include "image/save.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "base/error.h"
#include "base/file.h"
#include "image/bands.h"
#include "image/encoder.h"
#include "image/file_target.h"
#include "image/icc_transform.h"
#include "image/inspect.h"
#include "image/load.h"
#include "image/metadata.h"
#include "image/picture_parts.h"

namespace autochrome::image {

namespace {

void check_sides(const Picture& picture, const FormatTraits& holds) {
  if (std::max(picture.width(), picture.height()) <= holds.most_side) return;
  throw InputError(fmt::format("'{}' is {}x{}; {} holds at most {} pixels a side", picture.name(),
                               picture.width(), picture.height(), holds.name, holds.most_side));
}

/// The colours as samples of the picture's own profile.
ImageOwner in_profile(VipsImage* image, std::string_view profile, int bits) {
  if (!has_alpha(image)) return from_srgb(image, profile, bits);
  const ImageOwner colors = from_srgb(extract_bands(image, 0, 3).get(), profile, bits);
  const ImageOwner alpha = to_depth(extract_bands(image, 3, 1).get(), bits);
  return join_bands(colors.get(), alpha.get());
}

/// Samples as the format holds them, and the profile that describes them.
ImageOwner samples_for(const Picture& picture, const FormatTraits& holds, SaveReport& report) {
  const Picture::Parts& parts = picture.parts();
  ImageOwner image = copy_header(parts.image.get());
  if (const int pages = vips_image_get_n_pages(image.get()); pages > 1) {
    report.warnings.push_back(first_page_warning(pages));
  }
  if (picture.alpha() && !holds.alpha) {
    image = flatten_on_white(image.get());
    report.warnings.push_back(
        fmt::format("{} has no transparency; the picture was laid on white", holds.name));
  }
  const int bits = holds.most_bits > 8 ? picture.bits() : 8;
  const bool embed = holds.profile && !picture.gray() && !parts.profile.bytes.empty();
  // sRGB is what a picture without profile is taken for.
  if (!holds.profile && !picture.gray() && parts.profile.convert) {
    report.warnings.push_back(fmt::format(
        "the picture's ICC profile does not go into {}; its colours became sRGB", holds.name));
  }
  image = embed && parts.profile.convert ? in_profile(image.get(), parts.profile.bytes, bits)
                                         : to_depth(image.get(), bits);
  // A header of this image's own: what follows must not reach the picture's.
  image = copy_header(image.get());
  fit_metadata(image.get(), holds.format, report.warnings);
  if (embed) set_blob(image.get(), VIPS_META_ICC_NAME, parts.profile.bytes);
  return image;
}

/// Passes libvips' progress on for as long as it lives.
class ProgressSignal {
 public:
  ProgressSignal(VipsImage* image, const Progress& progress) : image_(image), progress_(progress) {
    if (!progress_) return;
    vips_image_set_progress(image_, TRUE);
    handler_ = g_signal_connect(image_, "eval", G_CALLBACK(&ProgressSignal::report), this);
  }

  ~ProgressSignal() {
    if (handler_ != 0) g_signal_handler_disconnect(image_, handler_);
  }

  ProgressSignal(const ProgressSignal&) = delete;
  ProgressSignal& operator=(const ProgressSignal&) = delete;

  void rethrow_failure() { failure_.rethrow_if_any(); }

 private:
  static void report(VipsImage*, const VipsProgress* state, void* self) {
    auto& signal = *static_cast<ProgressSignal*>(self);
    const double share = static_cast<double>(state->npels) / static_cast<double>(state->tpels);
    const bool done = signal.failure_.guard([&] { signal.progress_(std::clamp(share, 0.0, 1.0)); });
    if (!done) vips_image_set_kill(signal.image_, TRUE);
  }

  VipsImage* image_;
  const Progress& progress_;
  CallbackFailure failure_;
  gulong handler_ = 0;
};

struct Job {
  const Picture& picture;
  Format format;
  const SaveOptions& options;
  const std::optional<Provenance>& provenance;
  const Progress& progress;
};

SaveReport write(const Job& job, VipsTarget* target) {
  validate(job.options);
  check_sides(job.picture, traits(job.format));
  SaveReport report;
  const ImageOwner image = samples_for(job.picture, traits(job.format), report);
  if (job.provenance) add_provenance(image.get(), *job.provenance, job.format, report.warnings);
  ProgressSignal signal(image.get(), job.progress);
  try {
    encode_to(image.get(), target, job.format, job.options.quality);
  } catch (const VipsError&) {
    signal.rethrow_failure();
    job.picture.parts().failure->rethrow_if_any();
    throw;
  }
  job.picture.parts().failure->rethrow_if_any();
  // libvips tells only now and then, and the end not always.
  if (job.progress) job.progress(1);
  return report;
}

/// An encoder may fail without saying so: x265 writes an empty file for a picture a few pixels wide
/// and thousands tall. Nothing is kept that cannot be opened again.
void check_written(const Job& job, const Source& written) {
  try {
    // However large: what was read was measured then.
    constexpr OpenOptions kAnySize = {.max_pixels = std::numeric_limits<std::int64_t>::max()};
    const ImageOwner image = load(written, kAnySize);
    if (vips_image_get_width(image.get()) == job.picture.width() &&
        vips_image_get_height(image.get()) == job.picture.height()) {
      return;
    }
  } catch (const InputError&) {
  }
  throw VipsError("its encoder does not manage a picture of this shape");
}

/// What was written to a target in memory, which the saver has closed.
std::string bytes_of(VipsTarget* target) {
  VipsBlob* written = nullptr;
  g_object_get(target, "blob", &written, nullptr);
  std::size_t size = 0;
  const auto* data = static_cast<const char*>(vips_blob_get(written, &size));
  std::string bytes(data, size);
  vips_area_unref(VIPS_AREA(written));
  return bytes;
}

InputError unconvertible(const Job& job, const VipsError& error) {
  return InputError(fmt::format("cannot make '{}' a {}: {}", job.picture.name(),
                                traits(job.format).name, error.what()));
}

}  // namespace

SaveReport save(const Picture& picture,
                const std::filesystem::path& target,
                const SaveOptions& options,
                const std::optional<Provenance>& provenance,
                const Progress& progress) {
  const Job job{picture, format_of(target), options, provenance, progress};
  AtomicFile file(target, options.existing);
  FileTarget file_target(file);
  try {
    SaveReport report = write(job, file_target.target());
    // libvips' TIFF saver does not notice that closing the file failed.
    file_target.rethrow_failure();
    check_written(job, Source::file(file.temporary_path()));
    file.commit();
    return report;
  } catch (const VipsError& error) {
    file_target.rethrow_failure();
    throw unconvertible(job, error);
  }
}

Encoded encode(const Picture& picture,
               Format format,
               const SaveOptions& options,
               const std::optional<Provenance>& provenance,
               const Progress& progress) {
  const Job job{picture, format, options, provenance, progress};
  const TargetOwner target(vips_target_new_to_memory());
  try {
    SaveReport report = write(job, target.get());
    const Source written = Source::bytes(bytes_of(target.get()), "the result");
    check_written(job, written);
    return {*written.content(), std::move(report)};
  } catch (const VipsError& error) {
    throw unconvertible(job, error);
  }
}

}  // namespace autochrome::image
