// What several parts of the API read from requests and send.
#include <algorithm>
#include <charconv>
#include <chrono>
#include <memory>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/json_text.h"
#include "server/api.h"
#include "server/option_values.h"
#include "server/problem.h"

namespace autochrome::server {

namespace {

using namespace std::chrono_literals;

constexpr auto kSignOfLife = 15s;

}  // namespace

JobOptions job_options_of(const Parts& parts, const Json& values) {
  JobOptions options;
  OptionReader reader(values);
  reader.read(options);
  reader.finish();
  const ModelList& list = parts.models();
  if (options.model.empty()) options.model = list.default_name;
  const auto model = std::ranges::find_if(
      list.models, [&](const Json& one) { return one.at("name") == options.model; });
  if (model == list.models.end()) {
    std::vector<std::string> names;
    for (const Json& one : list.models) names.push_back(one.at("name").get<std::string>());
    throw Problem(kBadRequest, fmt::format("there is no model '{}'; there are {}", options.model,
                                           fmt::join(names, ", ")));
  }
  if (options.colorize.paint.seed != 0 && !model->at("varies").get<bool>()) {
    throw Problem(kBadRequest, fmt::format("option 'seed' is {}, but the model '{}' does not vary",
                                           options.colorize.paint.seed, options.model));
  }
  return options;
}

Json query_values(const httplib::Request& request, std::initializer_list<std::string_view> names) {
  Json values = Json::object();
  for (const auto& [name, text] : request.params) {
    if (std::ranges::find(names, name) != names.end()) continue;
    if (values.contains(name)) {
      throw Problem(kBadRequest, fmt::format("option '{}' is given twice", name));
    }
    values[name] = value_of_text(text);
  }
  return values;
}

int query_integer(
    const httplib::Request& request, const char* name, int otherwise, int least, int most) {
  if (!request.has_param(name)) return otherwise;
  const std::string text = request.get_param_value(name);
  int value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure == std::errc() && end == text.data() + text.size() && value >= least &&
      value <= most) {
    return value;
  }
  throw Problem(kBadRequest, fmt::format("'{}' is '{}'; wanted an integer from {} to {}", name,
                                         text, least, most));
}

std::string event_text(std::string_view kind, const Json& data) {
  return fmt::format("event: {}\ndata: {}\n\n", kind, json_text(data));
}

void send_events(Exchange& exchange, std::function<Said()> next) {
  exchange.response.set_header("Cache-Control", "no-store");
  exchange.response.set_header("X-Accel-Buffering", "no");
  auto told = std::make_shared<std::chrono::steady_clock::time_point>();
  exchange.response.set_chunked_content_provider(
      "text/event-stream", [next = std::move(next), told](std::size_t, httplib::DataSink& sink) {
        const auto now = std::chrono::steady_clock::now();
        Said said = next();
        if (said.text.empty() && now - *told > kSignOfLife) said.text = ": \n\n";
        if (!sink.is_writable()) return false;
        if (!said.text.empty()) {
          *told = now;
          if (!sink.write(said.text.data(), said.text.size())) return false;
        }
        if (said.last) sink.done();
        return true;
      });
}

}  // namespace autochrome::server
