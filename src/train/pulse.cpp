#include "train/pulse.h"

#include <condition_variable>
#include <exception>
#include <mutex>
#include <utility>

namespace autochrome::train {

namespace {

// One or two signs that come late must not look like a death.
constexpr int kSignsInPatience = 10;

void sleep(std::chrono::milliseconds time, const std::stop_token& stop) {
  std::mutex mutex;
  std::unique_lock lock(mutex);
  std::condition_variable_any().wait_for(lock, stop, time, [] { return false; });
}

}  // namespace

Pulse::Pulse(std::function<std::int64_t()> beat, std::chrono::milliseconds patience)
    : beat_(std::move(beat)),
      patience_(patience),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

bool Pulse::silent() const noexcept { return Clock::now() - heard_.load() > patience_; }

void Pulse::run(const std::stop_token& stop) {
  std::int64_t last = -1;
  while (!stop.stop_requested()) {
    try {
      if (const std::int64_t signs = beat_(); signs != last) {
        last = signs;
        heard_ = Clock::now();
      }
    } catch (const std::exception&) {
      return;
    }
    sleep(patience_ / kSignsInPatience, stop);
  }
}

}  // namespace autochrome::train
