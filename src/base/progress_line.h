// One line on a terminal that says how far a long job is, how fast, and how long it will take. On
// anything but a terminal it stays silent.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace autochrome {

class ProgressLine {
 public:
  /// `label` stands in front; `unit` counts what `total` is of: "images".
  ProgressLine(std::string label, std::string unit, std::int64_t total);
  /// Wipes the line.
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  /// `done` of the total; `note` stands behind. Draws at most ten times a second.
  void update(std::int64_t done, std::string_view note = {});

  /// Takes the line away, so that something else may be printed; `update` brings it back.
  void clear();

  /// Whether anything is drawn at all.
  [[nodiscard]] bool visible() const noexcept { return visible_; }

 private:
  using Clock = std::chrono::steady_clock;

  std::string label_;
  std::string unit_;
  std::int64_t total_;
  bool visible_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point drawn_;
};

/// "1:02:03", "4:05" or "0:09".
[[nodiscard]] std::string clock_text(double seconds);

}  // namespace autochrome
