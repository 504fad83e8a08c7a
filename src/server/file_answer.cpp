#include "server/file_answer.h"

#include <algorithm>
#include <array>
#include <memory>
#include <string_view>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/problem.h"

namespace autochrome::server {

namespace {

/// On the stack of every thread that ever sent a file: memory that stays.
constexpr std::size_t kChunk = 1U << 14U;

class OpenFile {
 public:
  explicit OpenFile(const std::filesystem::path& path)
      : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)) {}

  ~OpenFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }

  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  /// Bytes of a regular file; negative when there is none.
  [[nodiscard]] std::int64_t size() const {
    struct stat status {};

    if (descriptor_ < 0 || ::fstat(descriptor_, &status) != 0 || !S_ISREG(status.st_mode))
      return -1;
    return status.st_size;
  }

  [[nodiscard]] ssize_t read_at(std::size_t offset, char* to, std::size_t size) const {
    return ::pread(descriptor_, to, size, static_cast<off_t>(offset));
  }

 private:
  int descriptor_;
};

void send(Exchange& exchange, const std::shared_ptr<OpenFile>& file, const std::string& type) {
  const auto size = static_cast<std::size_t>(file->size());
  if (size == 0) return exchange.response.set_content("", type);
  exchange.response.set_content_provider(
      size, type, [file](std::size_t offset, std::size_t length, httplib::DataSink& sink) {
        std::array<char, kChunk> chunk{};
        const ssize_t got = file->read_at(offset, chunk.data(), std::min(length, chunk.size()));
        return got > 0 && sink.write(chunk.data(), static_cast<std::size_t>(got));
      });
}

}  // namespace

void send_and_remove(Exchange& exchange,
                     const std::filesystem::path& file,
                     const std::string& type) {
  const auto open = std::make_shared<OpenFile>(file);
  ::unlink(file.c_str());
  if (open->size() < 0) throw Problem(status_of_io_failure(), "the result could not be kept");
  send(exchange, open, type);
}

void send_file(Exchange& exchange, const std::filesystem::path& file, const std::string& type) {
  const auto open = std::make_shared<OpenFile>(file);
  if (open->size() < 0)
    throw Problem(kNotFound, fmt::format("there is nothing at '{}'", exchange.request.path));
  send(exchange, open, type);
}

std::string attachment(const std::string& name) {
  std::string plain;
  std::string encoded;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    const bool letter = (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
                        (byte >= 'A' && byte <= 'Z') || c == '.' || c == '-' || c == '_';
    plain += letter || c == ' ' ? c : '_';
    encoded += letter ? std::string(1, c) : fmt::format("%{:02X}", byte);
  }
  return fmt::format("attachment; filename=\"{}\"; filename*=UTF-8''{}", plain, encoded);
}

}  // namespace autochrome::server
