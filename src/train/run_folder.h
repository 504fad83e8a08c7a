// The folder of one training: config.json, metrics.jsonl, checkpoint.safetensors, the model so far,
// events/ for TensorBoard, samples/ and report.html. Locked while a training writes there, so that
// two never mix.
#pragma once

#include <filesystem>
#include <utility>

#include "base/file_lock.h"
#include "base/json.h"

namespace autochrome::train {

/// Where things are in a run's folder.
class RunPaths {
 public:
  explicit RunPaths(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// What would have to be the same to repeat the run.
  [[nodiscard]] std::filesystem::path config() const { return folder_ / "config.json"; }

  [[nodiscard]] std::filesystem::path checkpoint() const {
    return folder_ / "checkpoint.safetensors";
  }

  [[nodiscard]] std::filesystem::path model() const { return folder_ / "model.safetensors"; }

  /// One JSON object a line and epoch.
  [[nodiscard]] std::filesystem::path metrics() const { return folder_ / "metrics.jsonl"; }

  /// A folder of TensorBoard's event files.
  [[nodiscard]] std::filesystem::path events() const { return folder_ / "events"; }

  /// A folder of sample pictures.
  [[nodiscard]] std::filesystem::path samples() const { return folder_ / "samples"; }

  [[nodiscard]] std::filesystem::path report() const { return folder_ / "report.html"; }

  /// The first file in the folder that a training would write to; empty when there is none.
  [[nodiscard]] std::filesystem::path occupied() const;

  [[nodiscard]] const std::filesystem::path& folder() const noexcept { return folder_; }

  /// What the network made of the sample pictures after that epoch.
  [[nodiscard]] std::filesystem::path sample(int epoch) const;

 protected:
  std::filesystem::path folder_;
};

/// Throws InputError for a folder without a name, for one without a training to resume, and, unless
/// resuming, for one that holds a training or any file that one would write. Writes nothing.
void check_folder(const RunPaths& paths, bool resume);

/// The folder, held against other trainings.
class RunFolder : public RunPaths {
 public:
  /// Creates the folder where it is missing, and removes what a killed training had half written.
  /// Throws InputError when another training holds it, IoError when it cannot be made.
  explicit RunFolder(std::filesystem::path path);

  /// Keeps the first `lines` lines of metrics.jsonl: what a killed run wrote after its last
  /// checkpoint will be written again.
  void keep_metrics(int lines) const;

  /// One line more, on disk when this returns.
  void append_metrics(const Json& line) const;

 private:
  FileLock lock_;
};

}  // namespace autochrome::train
