// The page that shows how a training goes: what is trained, its curves, and what it makes of a few
// pictures, epoch by epoch. One file that asks for no other, so that it can be kept and sent.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "records/png.h"

namespace autochrome::records {

enum class RunState { Running, Finished, Stopped };

/// The same pictures side by side, as colorized after an epoch.
struct SampleStrip {
  int epoch = 0;
  Png png;
};

struct Report {
  std::string net;  ///< the headline
  RunState state = RunState::Running;
  int epochs = 0;  ///< of the whole training, done or not
  /// What to know at a glance, in order: {"Parameters", "1.9 million"}.
  std::vector<std::pair<std::string, std::string>> summary;
  std::vector<Json> metrics;  ///< the lines of metrics.jsonl, one an epoch
  std::optional<Png> input;   ///< what the network sees of the sample pictures
  std::optional<Png> truth;   ///< what they look like
  std::vector<SampleStrip> samples;
  Json config = Json::object();  ///< all that it takes to repeat the training
};

/// The page, in UTF-8; the same bytes for the same report. It loads itself again every 30 seconds
/// while the training runs. All text is escaped. Throws InputError when a line of the metrics has
/// no epoch, or one that is not above that of the line before.
[[nodiscard]] std::string report_html(const Report& report);

}  // namespace autochrome::records
