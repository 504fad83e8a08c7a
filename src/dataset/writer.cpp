#include "dataset/writer.h"

#include <array>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace autochrome::dataset {
namespace {

constexpr const char* kPictures = "pictures";
constexpr const char* kLabels = "labels";
constexpr const char* kSplits = "splits";
constexpr const char* kNames = "names";

/// How many pictures were skipped is known last: room for any number.
std::size_t room_for(Description description) {
  description.skipped = std::numeric_limits<std::size_t>::max();
  return header_room(to_metadata(description),
                     std::array<std::string, 4>{kPictures, kLabels, kSplits, kNames});
}

}  // namespace

Writer::Writer(const std::filesystem::path& target, Description description)
    : description_(std::move(description)), file_(target, room_for(description_)) {}

void Writer::append(std::span<const std::uint8_t> pixels, int label, std::string_view name) {
  const auto side = static_cast<std::size_t>(description_.size);
  const auto classes = static_cast<int>(description_.classes.size());
  if (pixels.size() != side * side * 3 || label < -1 || label >= classes ||
      name.find('\n') != std::string_view::npos) {
    throw std::logic_error(fmt::format("picture '{}' of {} bytes with label {} does not belong",
                                       name, pixels.size(), label));
  }
  file_.append(std::as_bytes(pixels));
  names_ += labels_.empty() ? "" : "\n";
  names_ += name;
  labels_.push_back(label);
}

void Writer::finish(std::span<const Split> splits, std::size_t skipped) {
  if (splits.size() != count() || splits.empty()) {
    throw std::logic_error(
        fmt::format("{} splits were given for {} pictures", splits.size(), count()));
  }
  const auto pictures = static_cast<std::int64_t>(count());
  const std::int64_t side = description_.size;
  file_.end_tensor(kPictures, Dtype::U8, {pictures, side, side, 3});
  file_.append(std::as_bytes(std::span(labels_)));
  file_.end_tensor(kLabels, Dtype::I32, {pictures});
  file_.append(std::as_bytes(splits));
  file_.end_tensor(kSplits, Dtype::U8, {pictures});
  file_.append(std::as_bytes(std::span(names_.data(), names_.size())));
  file_.end_tensor(kNames, Dtype::U8, {static_cast<std::int64_t>(names_.size())});
  description_.skipped = skipped;
  file_.finish(to_metadata(description_));
}

}  // namespace autochrome::dataset
