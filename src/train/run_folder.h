// The folder of one training: config.json, metrics.jsonl, checkpoint.safetensors and the model so
// far. Locked while a training writes there, so that two never mix.
#pragma once

#include <filesystem>

#include "base/json.h"

namespace autochrome::train {

class RunFolder {
 public:
  /// Creates the folder where it is missing. Throws InputError when another training holds it,
  /// IoError when it cannot be made.
  explicit RunFolder(std::filesystem::path path);
  ~RunFolder();
  RunFolder(const RunFolder&) = delete;
  RunFolder& operator=(const RunFolder&) = delete;

  [[nodiscard]] std::filesystem::path config() const { return path_ / "config.json"; }

  [[nodiscard]] std::filesystem::path checkpoint() const {
    return path_ / "checkpoint.safetensors";
  }

  [[nodiscard]] std::filesystem::path model() const { return path_ / "model.safetensors"; }

  [[nodiscard]] std::filesystem::path metrics() const { return path_ / "metrics.jsonl"; }

  /// Keeps the first `lines` lines of metrics.jsonl: what a killed run wrote after its last
  /// checkpoint will be written again.
  void keep_metrics(int lines) const;

  /// One line more, on disk when this returns.
  void append_metrics(const Json& line) const;

 private:
  std::filesystem::path path_;
  int lock_ = -1;
};

}  // namespace autochrome::train
