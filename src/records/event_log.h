// The TensorBoard log of a training: a folder of event files, one for each time the training was
// started or resumed. `tensorboard --logdir FOLDER` shows it, also while it grows.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>

#include "records/appending_file.h"
#include "records/event.h"

namespace autochrome::records {

class EventLog {
 public:
  /// Goes on after `last_step`: events of later steps, and what a killed run left unfinished, are
  /// cut from the files that are there; new events go to a file of their own. A TensorBoard that is
  /// looking on drops those steps too. Creates the folder where it is missing. Throws IoError, and
  /// InputError when a file is named like an event file and is none.
  EventLog(const std::filesystem::path& folder, std::int64_t last_step);

  /// Writes one event of the time now; on disk when this returns. Throws IoError, the file being as
  /// it was before.
  void append(std::int64_t step,
              std::span<const Scalar> scalars,
              std::span<const Picture> pictures = {});

 private:
  AppendingFile file_;
};

}  // namespace autochrome::records
