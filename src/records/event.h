// TensorBoard's events: what was measured at a step, as a protobuf message
// (https://github.com/tensorflow/tensorboard/blob/master/tensorboard/compat/proto/event.proto).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "records/png.h"

namespace autochrome::records {

/// A number under a name; names with slashes are shown in groups: "loss/train".
struct Scalar {
  std::string tag;
  double value = 0;  ///< kept as a float, which is all that TensorBoard takes
};

/// A picture under a name.
struct Picture {
  std::string tag;
  Png png;
};

/// When an event was, in the training's steps and on the clock (seconds since 1970).
struct Moment {
  std::int64_t step = 0;
  double wall_time_s = 0;
};

/// The first event of every file.
[[nodiscard]] std::string version_event(double wall_time_s);

/// Tells a reader that the training goes on from an earlier step: what it has read of this step and
/// later ones is void.
[[nodiscard]] std::string restart_event(Moment at);

[[nodiscard]] std::string summary_event(Moment at,
                                        std::span<const Scalar> scalars,
                                        std::span<const Picture> pictures);

/// Whether the message opens an event file of the version that is written here.
[[nodiscard]] bool is_version_event(std::string_view event) noexcept;

/// The step of an encoded event, 0 where it has none; none when it is not a protobuf message.
[[nodiscard]] std::optional<std::int64_t> step_of(std::string_view event) noexcept;

}  // namespace autochrome::records
