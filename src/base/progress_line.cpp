#include "base/progress_line.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

namespace autochrome {

namespace {

constexpr int kBarCells = 24;
constexpr std::chrono::milliseconds kInterval(100);

std::string bar(double share) {
  const auto full = static_cast<int>(share * kBarCells);
  std::string cells;
  for (int i = 0; i < kBarCells; ++i) cells += i < full ? "━" : "─";
  return cells;
}

}  // namespace

std::string clock_text(double seconds) {
  const auto whole = static_cast<std::int64_t>(std::max(seconds, 0.0) + 0.5);
  if (whole < 3600) return fmt::format("{}:{:02}", whole / 60, whole % 60);
  return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

ProgressLine::ProgressLine(std::string label, std::string unit, std::int64_t total)
    : label_(std::move(label)),
      unit_(std::move(unit)),
      total_(total),
      visible_(::isatty(STDERR_FILENO) == 1) {}

ProgressLine::~ProgressLine() { clear(); }

void ProgressLine::update(std::int64_t done, std::string_view note) {
  const auto now = Clock::now();
  if (!visible_ || (now - drawn_ < kInterval && done < total_)) return;
  drawn_ = now;
  const double seconds = std::chrono::duration<double>(now - start_).count();
  const double rate = seconds > 0 ? static_cast<double>(done) / seconds : 0;
  const double share =
      total_ > 0 ? std::clamp(static_cast<double>(done) / static_cast<double>(total_), 0.0, 1.0)
                 : 1.0;
  const std::string left =
      rate > 0 ? clock_text(static_cast<double>(total_ - done) / rate) : std::string("–");
  fmt::print(stderr, "\r\033[K{} {} {}/{} · {:.1f} {}/s · {} left {}", label_, bar(share), done,
             total_, rate, unit_, left, note);
  std::fflush(stderr);
}

void ProgressLine::clear() {
  if (!visible_ || drawn_ == Clock::time_point{}) return;
  fmt::print(stderr, "\r\033[K");
  std::fflush(stderr);
  drawn_ = {};
}

}  // namespace autochrome
