// What a training leaves behind for people to look at, beside its checkpoint and model: a line of
// metrics an epoch, TensorBoard events, sample pictures, and the report that shows them.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "records/event_log.h"
#include "records/report.h"
#include "train/checkpoint.h"
#include "train/run_folder.h"
#include "train/samples.h"

namespace autochrome::train {

class Recorder {
 public:
  /// Goes on behind `position`: what an earlier run wrote later is cut. A network that makes no
  /// pictures has no samples. `report` has all that does not change: network, epochs, summary,
  /// config. Throws IoError.
  Recorder(const RunFolder& folder,
           std::optional<Samples> samples,
           records::Report report,
           const Position& position);

  /// The mean loss of the epoch so far: an event now and then.
  void within_epoch(double loss, const Position& position);

  /// An epoch's metrics, and what `network` now makes of the samples.
  void after_epoch(const Json& metrics, GraphModule& network, const Position& position);

  /// The report as it stands, for the last time or not.
  void write_report(records::RunState state);

 private:
  const RunFolder& folder_;
  std::optional<Samples> samples_;
  records::Report report_;
  records::EventLog events_;
  std::chrono::steady_clock::time_point last_event_;
};

}  // namespace autochrome::train
