#include "records/event.h"

#include "base/protobuf.h"

namespace autochrome::records {

namespace {

using protobuf::FieldReader;
using protobuf::Message;

// The number of every field written.
namespace field {

namespace event {
constexpr std::uint32_t kWallTime = 1, kStep = 2, kFileVersion = 3, kSummary = 5, kSessionLog = 7;
}

namespace session_log {
constexpr std::uint32_t kStatus = 1;
}

namespace summary {
constexpr std::uint32_t kValue = 1;
}

namespace value {
constexpr std::uint32_t kTag = 1, kSimpleValue = 2, kImage = 4;
}

namespace image {
constexpr std::uint32_t kHeight = 1, kWidth = 2, kColorspace = 3, kEncoded = 4;
}

}  // namespace field

constexpr std::string_view kFileVersion = "brain.Event:2";
constexpr std::int64_t kSessionStart = 1;  // SessionLog.SessionStatus
constexpr std::int64_t kRgb = 3;           // Summary.Image.colorspace

Message event_at(Moment at) {
  Message event;
  event.real64(field::event::kWallTime, at.wall_time_s).number(field::event::kStep, at.step);
  return event;
}

Message value_of(const Scalar& scalar) {
  Message value;
  value.bytes(field::value::kTag, scalar.tag)
      .real(field::value::kSimpleValue, static_cast<float>(scalar.value));
  return value;
}

Message value_of(const Picture& picture) {
  Message image;
  image.number(field::image::kHeight, picture.png.height_px)
      .number(field::image::kWidth, picture.png.width_px)
      .number(field::image::kColorspace, kRgb)
      .bytes(field::image::kEncoded, picture.png.bytes);
  Message value;
  value.bytes(field::value::kTag, picture.tag).message(field::value::kImage, image);
  return value;
}

}  // namespace

std::string version_event(double wall_time_s) {
  Message event;
  event.real64(field::event::kWallTime, wall_time_s)
      .bytes(field::event::kFileVersion, kFileVersion);
  return event.encoded();
}

std::string restart_event(Moment at) {
  return event_at(at)
      .message(field::event::kSessionLog,
               Message().number(field::session_log::kStatus, kSessionStart))
      .encoded();
}

std::string summary_event(Moment at,
                          std::span<const Scalar> scalars,
                          std::span<const Picture> pictures) {
  Message summary;
  for (const Scalar& scalar : scalars) summary.message(field::summary::kValue, value_of(scalar));
  for (const Picture& picture : pictures) {
    summary.message(field::summary::kValue, value_of(picture));
  }
  return event_at(at).message(field::event::kSummary, summary).encoded();
}

bool is_version_event(std::string_view event) noexcept {
  FieldReader reader(event);
  while (reader.next()) {
    if (reader.field() == field::event::kFileVersion) return reader.bytes() == kFileVersion;
  }
  return false;
}

std::optional<std::int64_t> step_of(std::string_view event) noexcept {
  FieldReader reader(event);
  std::int64_t step = 0;
  while (reader.next()) {
    if (reader.field() == field::event::kStep) step = static_cast<std::int64_t>(reader.number());
  }
  if (reader.damaged()) return std::nullopt;
  return step;
}

}  // namespace autochrome::records
