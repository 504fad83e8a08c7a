#include "server/openapi.h"

#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "base/lowercase.h"
#include "base/version.h"
#include "server/option_list.h"
#include "server/problem.h"

namespace autochrome::server {

namespace {

Json text(std::string_view description) {
  return {{"type", "string"}, {"description", description}};
}

Json reference(std::string_view name) {
  return {{"$ref", fmt::format("#/components/schemas/{}", name)}};
}

Json job_schema() {
  const Json integer = {{"type", "integer"}};
  Json properties = {
      {"id", text("16 hexadecimal digits")},
      {"photo", text("The first 16 hexadecimal digits of the SHA-256 of the photo's bytes")},
      {"name", text("As its owner calls the photo")},
      {"state",
       {{"type", "string"}, {"enum", {"queued", "running", "done", "failed", "cancelled"}}}},
      {"progress", {{"type", "number"}, {"minimum", 0}, {"maximum", 1}}},
      {"position", {{"type", "integer"}, {"description", "Places before it in the queue"}}},
      {"created", {{"type", "string"}, {"format", "date-time"}}},
      {"width", {{"type", "integer"}, {"description", "Pixels, 0 until known"}}},
      {"height", integer},
      {"bits", {{"type", "integer"}, {"enum", {8, 16}}}},
      {"format", text("Of the photo: jpeg, png, …")},
      {"bytes", {{"type", "integer"}, {"description", "Size of the photo's file"}}},
      {"options", reference("Options")},
      {"warnings", {{"type", "array"}, {"items", {{"type", "string"}}}}},
      {"seconds",
       {{"type", "object"},
        {"properties", {{"network", {{"type", "number"}}}, {"total", {{"type", "number"}}}}}}},
      {"error", {{"oneOf", Json::array({reference("Problem"), Json{{"type", "null"}}})}}}};
  Json required = Json::array();
  for (const auto& item : properties.items()) required.push_back(item.key());
  return {{"type", "object"}, {"properties", properties}, {"required", required}};
}

Json problem_schema() {
  return {{"type", "object"},
          {"description", "RFC 7807"},
          {"properties",
           {{"type", text("about:blank")},
            {"title", text("The status in words")},
            {"status", {{"type", "integer"}}},
            {"detail", text("What is wrong, for people")},
            {"errors", {{"type", "array"}, {"items", {{"type", "string"}}}}}}},
          {"required", {"type", "title", "status", "detail"}}};
}

Json options_schema(const Json& options) {
  Json properties = Json::object();
  for (const Json& option : options) {
    if (option.at("group") == "output") continue;
    Json schema = schema_of(option);
    schema["description"] = option.at("help");
    properties[option.at("name").get<std::string>()] = std::move(schema);
  }
  return {{"type", "object"}, {"properties", properties}, {"additionalProperties", false}};
}

Json parameters_of(const Route& route, const Json& options) {
  Json parameters = Json::array();
  for (std::size_t at = route.path.find('{'); at != std::string::npos;
       at = route.path.find('{', at + 1)) {
    parameters.push_back({{"name", route.path.substr(at + 1, route.path.find('}', at) - at - 1)},
                          {"in", "path"},
                          {"required", true},
                          {"schema", {{"type", "string"}}}});
  }
  for (const Json& option : options) {
    const auto group = option.at("group").get<std::string>();
    if (std::ranges::find(route.parameters.groups, group) == route.parameters.groups.end())
      continue;
    parameters.push_back({{"name", option.at("name")},
                          {"in", "query"},
                          {"description", option.at("help")},
                          {"schema", schema_of(option)}});
  }
  for (const Json& more : route.parameters.more) parameters.push_back(more);
  return parameters;
}

Json body_of(const Route& route) {
  const Json object = {{"schema", {{"type", "object"}}}};
  if (route.body == Body::Json) {
    return {{"required", true}, {"content", {{"application/json", object}}}};
  }
  const Json form = {{"schema",
                      {{"type", "object"},
                       {"properties",
                        {{"photo", {{"type", "string"}, {"format", "binary"}}},
                         {"options", reference("Options")}}},
                       {"required", {"photo"}}}}};
  Json content = {{"image/*", {{"schema", {{"type", "string"}, {"format", "binary"}}}}},
                  {"multipart/form-data", form}};
  if (route.status != kOk) content["application/json"] = object;
  return {{"required", true}, {"content", content}};
}

Json responses_of(const Route& route) {
  Json ok = {{"description", route.summary}};
  if (!route.answer.empty()) ok["content"][route.answer] = Json::object();
  const Json problem = {
      {"description", "What was wrong"},
      {"content", {{"application/problem+json", {{"schema", reference("Problem")}}}}}};
  return {{std::to_string(route.status), ok}, {"default", problem}};
}

/// "getJobsIdPreview".
std::string operation_id(const Route& route) {
  std::string id = lowercase(route.method);
  bool starts_word = true;
  constexpr std::string_view kRoot = "/api/v1";
  const std::size_t from = route.path.starts_with(kRoot) ? kRoot.size() : 0;
  for (const char c : route.path.substr(from)) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0) {
      id += starts_word ? static_cast<char>(std::toupper(byte)) : c;
    }
    starts_word = std::isalnum(byte) == 0;
  }
  return id;
}

}  // namespace

Json openapi(const Router& router, const ModelList& models) {
  const Json options = option_list(models);
  Json paths = Json::object();
  for (const Route& route : router.routes()) {
    Json& operation = paths[route.path][lowercase(route.method)];
    operation = {{"operationId", operation_id(route)}, {"summary", route.summary}};
    if (Json parameters = parameters_of(route, options); !parameters.empty()) {
      operation["parameters"] = std::move(parameters);
    }
    if (route.body != Body::None) operation["requestBody"] = body_of(route);
    operation["responses"] = responses_of(route);
  }
  return {{"openapi", "3.1.0"},
          {"info",
           {{"title", "Autochrome"},
            {"description", "Colours black-and-white photographs."},
            {"version", kVersion}}},
          {"paths", paths},
          {"components",
           {{"schemas",
             {{"Job", job_schema()},
              {"Options", options_schema(options)},
              {"Problem", problem_schema()}}}}}};
}

}  // namespace autochrome::server
