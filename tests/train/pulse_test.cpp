#include "train/pulse.h"

#include <stdexcept>

#include <gtest/gtest.h>

namespace autochrome::train {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

/// Whether it falls silent within a generous time.
bool falls_silent(const Pulse& pulse) {
  const auto end = Clock::now() + std::chrono::seconds(20);
  while (Clock::now() < end) {
    if (pulse.silent()) return true;
    std::this_thread::yield();
  }
  return false;
}

TEST(Pulse, HearsARankThatGoesOn) {
  std::atomic<std::int64_t> signs = 0;
  const Pulse pulse([&] { return ++signs; }, milliseconds(2000));
  while (signs < 5) std::this_thread::yield();
  EXPECT_FALSE(pulse.silent());
}

TEST(Pulse, NoticesARankThatStandsStill) {
  const Pulse pulse([] { return 7; }, milliseconds(50));
  EXPECT_TRUE(falls_silent(pulse));
}

TEST(Pulse, NoticesThatNothingCanBeHeard) {
  const Pulse pulse([]() -> std::int64_t { throw std::runtime_error("connection lost"); },
                    milliseconds(50));
  EXPECT_TRUE(falls_silent(pulse));
}

}  // namespace
}  // namespace autochrome::train
