#include "train/place.h"

#include <array>
#include <charconv>
#include <cstdlib>
#include <limits>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.h"

namespace autochrome::train {

namespace {

constexpr std::array kRequired = {"RANK", "WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT"};
constexpr int kMostRanks = 65'536;

/// An empty variable counts as none: scripts often export those.
std::optional<std::string> variable(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr || *value == '\0') return std::nullopt;
  return value;
}

int number(const char* name, const std::string& text, int least, int most) {
  int value = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, failure] = std::from_chars(text.data(), end, value);
  if (failure != std::errc{} || stopped != end || value < least || value > most) {
    throw InputError(fmt::format("the environment's {} is '{}'; wanted a whole number in [{}, {}]",
                                 name, text, least, most));
  }
  return value;
}

int required_number(const char* name, int least, int most) {
  return number(name, *variable(name), least, most);
}

/// Whether a launcher has set the variables; half of them is a launcher's mistake, and training
/// alone would hide it.
bool launched() {
  std::vector<std::string> missing;
  for (const char* name : kRequired) {
    if (!variable(name)) missing.emplace_back(name);
  }
  if (missing.size() == kRequired.size()) return false;
  if (missing.empty()) return true;
  throw InputError(
      fmt::format("the environment sets some of {} but not {}; wanted all of them, as torchrun "
                  "sets them, or none",
                  fmt::join(kRequired, ", "), fmt::join(missing, ", ")));
}

/// torchrun's agent keeps one store through all restarts; each has its own part of it.
std::optional<std::string> attempt_of_agent() {
  if (variable("TORCHELASTIC_USE_AGENT_STORE") != "True") return std::nullopt;
  return variable("TORCHELASTIC_RESTART_COUNT").value_or("0");
}

}  // namespace

Place Place::from_environment() {
  if (!launched()) return {};
  Place place;
  place.count = required_number("WORLD_SIZE", 1, kMostRanks);
  place.rank = required_number("RANK", 0, place.count - 1);
  if (const auto local = variable("LOCAL_RANK")) {
    place.local_rank = number("LOCAL_RANK", *local, 0, place.count - 1);
  }
  if (const auto local = variable("LOCAL_WORLD_SIZE")) {
    place.local_count = number("LOCAL_WORLD_SIZE", *local, 1, place.count);
  }
  place.address = *variable("MASTER_ADDR");
  place.port = static_cast<std::uint16_t>(
      required_number("MASTER_PORT", 1, std::numeric_limits<std::uint16_t>::max()));
  place.agent_attempt = attempt_of_agent();
  return place;
}

}  // namespace autochrome::train
