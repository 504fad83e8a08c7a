#include "server/upload.h"

#include <cerrno>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "base/error.h"
#include "base/json_text.h"
#include "base/sha256.h"
#include "http/id.h"
#include "server/http_server.h"
#include "server/problem.h"

namespace autochrome::server {

namespace {

bool has_type(const httplib::Request& request, std::string_view type) {
  return request.get_header_value("Content-Type").starts_with(type);
}

/// Writes what comes and hashes it. Removes the file unless it was taken.
class PhotoFile {
 public:
  PhotoFile(Scratch& scratch, std::int64_t most_bytes)
      : scratch_(scratch),
        path_(scratch.file()),
        most_bytes_(most_bytes),
        descriptor_(::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)) {
    if (descriptor_ < 0) fail();
  }

  ~PhotoFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
    if (!taken_) ::unlink(path_.c_str());
  }

  PhotoFile(const PhotoFile&) = delete;
  PhotoFile& operator=(const PhotoFile&) = delete;

  void append(std::string_view bytes) {
    bytes_ += static_cast<std::int64_t>(bytes.size());
    if (bytes_ > most_bytes_) {
      throw Problem(kTooLarge,
                    fmt::format("a photo may have {} bytes; this one has more", most_bytes_));
    }
    scratch_.expect(bytes.size());
    hash_.update(std::as_bytes(std::span(bytes)));
    while (!bytes.empty()) {
      const ssize_t put = ::write(descriptor_, bytes.data(), bytes.size());
      if (put < 0 && errno == EINTR) continue;
      if (put < 0) fail();
      bytes.remove_prefix(static_cast<std::size_t>(put));
    }
  }

  [[nodiscard]] Upload take(std::string name) {
    if (bytes_ == 0) throw Problem(kBadRequest, "the photo is empty");
    taken_ = true;
    return {path_, hash_.finish().substr(0, http::kIdLength), bytes_, std::move(name)};
  }

 private:
  [[noreturn]] static void fail() {
    const std::string reason = std::strerror(errno);
    throw Problem(status_of_io_failure(), fmt::format("the photo cannot be kept: {}", reason));
  }

  Scratch& scratch_;
  std::filesystem::path path_;
  std::int64_t most_bytes_;
  int descriptor_;
  Sha256 hash_;
  std::int64_t bytes_ = 0;
  bool taken_ = false;
};

/// Runs a receiver of httplib's, which knows no exceptions: what it throws stops the reading and
/// comes out here.
class Reading {
 public:
  template <class Take>
  bool guard(const Take& take) noexcept {
    try {
      take();
      return true;
    } catch (...) {
      failure_ = std::current_exception();
      return false;
    }
  }

  void finish(bool complete) const {
    if (failure_) std::rethrow_exception(failure_);
    if (HttpServer::client_was_slow()) throw Problem(kTimeout, "the body came too slowly");
    if (complete) return;
    throw Problem(kBadRequest, "the body ended early or is not what its headers say");
  }

 private:
  std::exception_ptr failure_;
};

void append_bounded(std::string& text, std::string_view bytes, std::size_t most_bytes) {
  if (text.size() + bytes.size() > most_bytes) {
    throw Problem(kTooLarge, fmt::format("JSON may have {} bytes; this has more", most_bytes));
  }
  text += bytes;
}

Json object_of(const std::string& text) {
  if (text.empty()) return Json::object();
  Json json = parse_json(text);
  if (!json.is_object()) throw Problem(kBadRequest, "an object of JSON is wanted");
  return json;
}

/// Before a byte of it is read.
void check_announced_size(const httplib::Request& request, std::int64_t most_bytes) {
  const auto announced = request.get_header_value<std::uint64_t>("Content-Length");
  if (announced <= static_cast<std::uint64_t>(most_bytes)) return;
  throw Problem(kTooLarge,
                fmt::format("a body may have {} bytes; this one has {}", most_bytes, announced));
}

Received receive_form(const Exchange& exchange, PhotoFile& photo) {
  enum class Part { None, Photo, Options };
  Part part = Part::None;
  bool has_photo = false;
  std::string name;
  std::string options;
  Reading reading;
  const bool complete = (*exchange.body)(
      [&](const httplib::MultipartFormData& header) {
        return reading.guard([&] {
          if (header.name == "photo" && !has_photo) {
            part = Part::Photo;
            has_photo = true;
            name = header.filename;
          } else if (header.name == "options") {
            part = Part::Options;
          } else {
            throw Problem(kBadRequest,
                          fmt::format("a form has one part 'photo' and one 'options', not '{}'",
                                      header.name));
          }
        });
      },
      [&](const char* bytes, std::size_t size) {
        return reading.guard([&] {
          if (part == Part::Photo) photo.append({bytes, size});
          if (part == Part::Options) append_bounded(options, {bytes, size}, kMostJson);
        });
      });
  reading.finish(complete);
  Received received{.photo = {}, .json = object_of(options)};
  if (has_photo) received.photo = photo.take(name);
  return received;
}

std::string read_text(const Exchange& exchange, std::size_t most_bytes) {
  std::string text;
  if (exchange.body == nullptr) return text;
  Reading reading;
  const bool complete = (*exchange.body)([&](const char* bytes, std::size_t size) {
    return reading.guard([&] { append_bounded(text, {bytes, size}, most_bytes); });
  });
  reading.finish(complete);
  return text;
}

}  // namespace

Json read_json(const Exchange& exchange, std::size_t most_bytes) {
  check_announced_size(exchange.request, static_cast<std::int64_t>(most_bytes));
  if (exchange.request.is_multipart_form_data()) {
    throw Problem(kUnsupportedMedia, "a body of JSON is wanted");
  }
  return object_of(read_text(exchange, most_bytes));
}

Received receive(const Exchange& exchange, Scratch& scratch, std::int64_t most_bytes) {
  if (has_type(exchange.request, "application/json")) {
    return {.photo = {}, .json = read_json(exchange)};
  }
  // The form's own lines around the photo.
  check_announced_size(exchange.request, most_bytes + static_cast<std::int64_t>(2 * kMostJson));
  if (exchange.body == nullptr) throw Problem(kBadRequest, "a body is wanted, with its length");
  PhotoFile photo(scratch, most_bytes);
  if (exchange.request.is_multipart_form_data()) {
    Received received = receive_form(exchange, photo);
    if (!received.photo) throw Problem(kBadRequest, "the form has no part 'photo'");
    return received;
  }
  Reading reading;
  const bool complete = (*exchange.body)([&](const char* bytes, std::size_t size) {
    return reading.guard([&] { photo.append({bytes, size}); });
  });
  reading.finish(complete);
  return {.photo = photo.take({}), .json = Json::object()};
}

}  // namespace autochrome::server
