#include "server/studio.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "base/sha256.h"
#include "server/problem.h"
#include "server/studio_files.h"

namespace autochrome::server {

namespace {

constexpr std::string_view kPage = "/index.html";

constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kTypes = {
    {{".html", "text/html; charset=utf-8"},
     {".js", "text/javascript; charset=utf-8"},
     {".css", "text/css; charset=utf-8"},
     {".svg", "image/svg+xml"},
     {".png", "image/png"},
     {".ico", "image/x-icon"},
     {".webp", "image/webp"},
     {".jpg", "image/jpeg"},
     {".woff2", "font/woff2"},
     {".json", "application/json"},
     {".webmanifest", "application/manifest+json"},
     {".txt", "text/plain; charset=utf-8"}}};

std::string type_of(std::string_view path) {
  for (const auto& [suffix, type] : kTypes) {
    if (path.ends_with(suffix)) return std::string(type);
  }
  return "application/octet-stream";
}

const StudioFile* find(std::string_view path) {
  const auto files = studio_files();
  const auto found = std::ranges::find(files, path, &StudioFile::path);
  return found == files.end() ? nullptr : &*found;
}

bool takes_gzip(const httplib::Request& request) {
  return request.get_header_value("Accept-Encoding").find("gzip") != std::string::npos;
}

/// A provider of bytes is sent as it is; a body httplib would compress once more.
void send_encoded(Exchange& exchange, std::string_view bytes, const std::string& type) {
  exchange.response.set_header("Content-Encoding", "gzip");
  exchange.response.set_content_provider(
      bytes.size(), type, [bytes](std::size_t offset, std::size_t length, httplib::DataSink& sink) {
        return sink.write(bytes.data() + offset, length);
      });
}

void send_page_missing(Exchange& exchange) {
  exchange.response.set_content(
      "<!doctype html><title>Autochrome</title><p>The Studio was not built into this program: run "
      "<code>npm ci && npm run build</code> in web/ and build the program again. The API is at "
      "<a href=\"/api/v1/openapi.json\">/api/v1</a>.",
      "text/html; charset=utf-8");
}

}  // namespace

bool send_studio_file(Exchange& exchange) {
  const std::string path =
      exchange.request.path == "/" ? std::string(kPage) : exchange.request.path;
  const StudioFile* file = find(path);
  if (file == nullptr && path == kPage) return send_page_missing(exchange), true;
  if (file == nullptr) return false;
  httplib::Response& response = exchange.response;
  response.status = kOk;
  response.headers.erase("Cache-Control");
  if (path.starts_with("/assets/")) {
    response.set_header("Cache-Control", "public, max-age=31536000, immutable");
  } else {
    const std::string tag = "\"" + sha256(file->bytes).substr(0, 16) + "\"";
    response.set_header("Cache-Control", "no-cache");
    response.set_header("ETag", tag);
    if (exchange.request.get_header_value("If-None-Match") == tag) {
      response.status = kNotModified;
      return true;
    }
  }
  response.set_header("Vary", "Accept-Encoding");
  const StudioFile* packed = takes_gzip(exchange.request) ? find(path + ".gz") : nullptr;
  if (packed != nullptr) {
    send_encoded(exchange, packed->bytes, type_of(path));
  } else {
    response.set_content(file->bytes.data(), file->bytes.size(), type_of(path));
  }
  return true;
}

}  // namespace autochrome::server
