#include "server/option_list.h"

#include <cmath>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "server/task.h"

namespace autochrome::server {

namespace {

template <class T>
std::string_view type_of(const T&) {
  if constexpr (std::is_same_v<T, bool>) return "boolean";
  if constexpr (std::is_integral_v<T>) return "integer";
  if constexpr (std::is_floating_point_v<T>) return "number";
  return "string";
}

/// 4096 rather than 4096.0.
template <class T>
Json limit(double value) {
  if constexpr (std::is_integral_v<T>) return static_cast<std::int64_t>(value);
  return value;
}

template <class Options>
void append(Json& list, std::string_view group, const Options& options) {
  const Json defaults = autochrome::to_json(options);
  Options::describe(options, [&](std::string_view name, const auto& value, std::string_view help,
                                 const Limits& limits = {}) {
    using T = std::decay_t<decltype(value)>;
    Json option = {{"name", name},
                   {"group", group},
                   {"type", type_of(value)},
                   {"help", help},
                   {"default", defaults.at(std::string(name))}};
    if (std::isfinite(limits.min)) option["min"] = limit<T>(limits.min);
    if (std::isfinite(limits.max)) option["max"] = limit<T>(limits.max);
    for (const std::string& choice : limits.choices) {
      if (!choice.empty()) option["choices"].push_back(choice);
    }
    list.push_back(std::move(option));
  });
}

/// The model, which is known only when models are loaded.
struct ModelOption {
  std::string model;
  std::vector<std::string> names;

  template <class Self, class Visitor>
  static void describe(Self& self, Visitor&& visit) {
    visit("model", self.model, "Which model colours", Limits{.choices = self.names});
  }
};

}  // namespace

Json option_list(const ModelList& models) {
  Json list = Json::array();
  ModelOption model{models.default_name, {}};
  for (const Json& one : models.models) model.names.push_back(one.at("name").get<std::string>());
  append(list, "network", model);
  append(list, "network", colorize::PaintOptions{});
  append(list, "look", color::LookOptions{});
  append(list, "output", OutputOptions{});
  return list;
}

Json schema_of(const Json& option) {
  Json schema = {{"type", option.at("type")}};
  if (option.contains("min")) schema["minimum"] = option.at("min");
  if (option.contains("max")) schema["maximum"] = option.at("max");
  if (option.contains("choices")) schema["enum"] = option.at("choices");
  // None stands for what the photo is, which is not among the choices.
  if (option.at("default") != "") schema["default"] = option.at("default");
  return schema;
}

}  // namespace autochrome::server
