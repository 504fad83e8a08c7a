#include "dataset/description.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <string_view>

#include <fmt/format.h>

#include "base/error.h"
#include "base/json.h"
#include "base/json_text.h"

namespace autochrome::dataset {
namespace {

constexpr std::string_view kKind = "autochrome dataset";
constexpr std::string_view kVersion = "1";

using Metadata = std::map<std::string, std::string, std::less<>>;

const std::string& value_of(const Metadata& metadata, std::string_view key) {
  const auto found = metadata.find(key);
  if (found == metadata.end()) throw InputError(fmt::format("its metadata has no '{}'", key));
  return found->second;
}

void expect(const Metadata& metadata, std::string_view key, std::string_view wanted) {
  const std::string& got = value_of(metadata, key);
  if (got != wanted) {
    throw InputError(fmt::format("its {} is '{}'; wanted '{}'", key, got, wanted));
  }
}

std::uint64_t number_in(const Metadata& metadata,
                        std::string_view key,
                        std::uint64_t min,
                        std::uint64_t max) {
  const std::string& text = value_of(metadata, key);
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  if (!whole || value < min || value > max) {
    throw InputError(fmt::format("its {} is '{}'; wanted {} to {}", key, text, min, max));
  }
  return value;
}

SplitRule rule_in(const Metadata& metadata) {
  const std::string& text = value_of(metadata, "split");
  for (const SplitRule rule : {SplitRule::Random, SplitRule::Official}) {
    if (text == name_of(rule)) return rule;
  }
  throw InputError(fmt::format("its split is '{}'; wanted '60/20/20' or 'official'", text));
}

std::vector<std::string> classes_in(const Metadata& metadata) {
  const Json json = parse_json(value_of(metadata, "classes"));
  const bool names = json.is_array() && std::all_of(json.begin(), json.end(), [](const Json& item) {
                       return item.is_string();
                     });
  if (!names) throw InputError("its classes are not a JSON array of names");
  return json.get<std::vector<std::string>>();
}

}  // namespace

std::map<std::string, std::string> to_metadata(const Description& description) {
  return {{"kind", std::string(kKind)},
          {"version", std::string(kVersion)},
          {"size", std::to_string(description.size)},
          {"seed", std::to_string(description.seed)},
          {"split", std::string(name_of(description.rule))},
          {"classes", json_text(description.classes)},
          {"source", Json::parse(json_text(description.source)).get<std::string>()},
          {"skipped", std::to_string(description.skipped)}};
}

Description description_of(const Metadata& metadata) {
  constexpr auto any = std::numeric_limits<std::uint64_t>::max();
  expect(metadata, "kind", kKind);
  expect(metadata, "version", kVersion);
  Description description;
  description.size = static_cast<int>(number_in(metadata, "size", 1, kMaxSize));
  description.seed = number_in(metadata, "seed", 0, any);
  description.rule = rule_in(metadata);
  description.classes = classes_in(metadata);
  description.source = value_of(metadata, "source");
  description.skipped = number_in(metadata, "skipped", 0, any);
  return description;
}

}  // namespace autochrome::dataset
