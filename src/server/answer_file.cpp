#include "server/answer_file.h"

#include <cstdint>
#include <fstream>
#include <utility>

#include <fmt/format.h>

#include "base/error.h"
#include "image/save.h"
#include "server/format_names.h"

namespace autochrome::server {

namespace {

/// Larger results are written strip by strip as they are made.
constexpr std::int64_t kPixelsInMemory = 16'000'000;

}  // namespace

void write_scratch(const std::filesystem::path& target, const std::string& bytes) {
  std::ofstream file(target, std::ios::binary);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (!file) throw IoError(fmt::format("cannot write '{}'", target.string()));
}

void write_scratch(const std::filesystem::path& target,
                   const image::Samples& samples,
                   image::Format format,
                   int quality) {
  write_scratch(target,
                image::encode(image::from_samples(samples), format, {.quality = quality}).bytes);
}

Json written(const Task& task,
             const image::Picture& picture,
             const image::Provenance& provenance,
             const std::function<void(double)>& progress) {
  const image::Format format = task.output.format.empty() ? result_format(picture.format())
                                                          : format_named(task.output.format);
  std::filesystem::path target = task.target;
  target += image::traits(format).suffixes.front();
  const image::SaveOptions& save = task.output.save;
  image::SaveReport report;
  if (std::int64_t{picture.width()} * picture.height() <= kPixelsInMemory) {
    image::Encoded encoded = image::encode(picture, format, save, provenance, progress);
    write_scratch(target, encoded.bytes);
    report = std::move(encoded.report);
  } else {
    report = image::save(picture, target, save, provenance, progress);
  }
  return {{"file", target.string()},
          {"format", name_of(format)},
          {"width", picture.width()},
          {"height", picture.height()},
          {"warnings", report.warnings}};
}

}  // namespace autochrome::server
