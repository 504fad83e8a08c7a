// Tells a rank that is busy from one that is gone: a thread of each gives a sign of life and looks
// for that of one other, whatever the main thread is at, be it a checkpoint or a slow step.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <thread>

namespace autochrome::train {

class Pulse {
 public:
  /// `beat` gives this rank's sign of life and returns how many the rank watched has given; when it
  /// throws, the watched rank counts as silent from then on. Runs on a thread of its own.
  Pulse(std::function<std::int64_t()> beat, std::chrono::milliseconds patience);

  /// Whether the rank watched has been silent for longer than the patience.
  [[nodiscard]] bool silent() const noexcept;

 private:
  using Clock = std::chrono::steady_clock;

  void run(const std::stop_token& stop);

  std::function<std::int64_t()> beat_;
  std::chrono::milliseconds patience_;
  std::atomic<Clock::time_point> heard_ = Clock::now();
  std::jthread thread_;  // last: it uses the others
};

}  // namespace autochrome::train
