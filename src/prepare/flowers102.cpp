#include "prepare/flowers102.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/error.h"
#include "prepare/mat_file.h"

namespace autochrome::prepare {
namespace {

constexpr std::string_view kPrefix = "jpg/image_";
constexpr std::string_view kSuffix = ".jpg";
constexpr std::size_t kDigits = 5;
constexpr int kMaxNumber = 99999;
constexpr int kMaxClasses = 10000;

void read_labels(const std::filesystem::path& path, Layout& layout) {
  const std::vector<int> labels = MatFile(path).integers("labels", 1, kMaxClasses);
  for (Entry& entry : layout.entries) {
    const auto number = static_cast<std::size_t>(flower_number(entry.name).value_or(0));
    if (number > labels.size()) {
      throw InputError(fmt::format("'{}' has {} labels, too few for '{}'", path.string(),
                                   labels.size(), entry.name));
    }
    entry.label = labels[number - 1] - 1;
  }
  const int classes = labels.empty() ? 0 : *std::max_element(labels.begin(), labels.end());
  for (int i = 1; i <= classes; ++i) layout.classes.push_back(std::to_string(i));
}

void read_splits(const std::filesystem::path& path, Layout& layout) {
  using dataset::Split;
  constexpr std::array kLists = {std::pair{"trnid", Split::Train},
                                 std::pair{"valid", Split::Validation},
                                 std::pair{"tstid", Split::Test}};
  const MatFile file(path);
  std::unordered_map<int, Split> split_of;
  for (const auto& [name, split] : kLists) {
    for (const int number : file.integers(name, 1, kMaxNumber)) {
      if (!split_of.emplace(number, split).second) {
        throw InputError(fmt::format("'{}' lists picture {} twice", path.string(), number));
      }
    }
  }
  for (Entry& entry : layout.entries) {
    const auto found = split_of.find(flower_number(entry.name).value_or(0));
    if (found != split_of.end()) entry.official = found->second;
  }
  layout.has_official_splits = true;
}

}  // namespace

std::optional<int> flower_number(std::string_view name) {
  if (name.size() != kPrefix.size() + kDigits + kSuffix.size() || !name.starts_with(kPrefix) ||
      !name.ends_with(kSuffix)) {
    return std::nullopt;
  }
  const char* const digits = name.data() + kPrefix.size();
  int number = 0;
  const auto [end, error] = std::from_chars(digits, digits + kDigits, number);
  if (error != std::errc() || end != digits + kDigits || number < 1) return std::nullopt;
  return number;
}

void read_flower_lists(const std::filesystem::path& folder, Layout& layout) {
  const auto read_if_there = [&](const char* name, auto& read, std::string_view consequence) {
    const std::filesystem::path path = folder / name;
    if (std::filesystem::exists(path)) {
      read(path, layout);
    } else {
      layout.warnings.push_back(fmt::format("'{}' is missing: {}", path.string(), consequence));
    }
  };
  read_if_there("imagelabels.mat", read_labels, "the pictures have no classes");
  read_if_there("setid.mat", read_splits, "there is no official split");
}

}  // namespace autochrome::prepare
