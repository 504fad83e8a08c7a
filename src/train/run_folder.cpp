#include "train/run_folder.h"

#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"

namespace autochrome::train {

RunFolder::RunFolder(std::filesystem::path path) : RunPaths(std::move(path)) {
  std::error_code failure;
  std::filesystem::create_directories(folder_ / "samples", failure);
  const auto lock_file = folder_ / ".lock";
  lock_ = ::open(lock_file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (lock_ < 0) {
    throw IoError(fmt::format("cannot write to '{}': {}", folder_.string(), std::strerror(errno)));
  }
  if (::flock(lock_, LOCK_EX | LOCK_NB) == 0) return;
  ::close(lock_);
  throw InputError(fmt::format("'{}' is in use by another training", folder_.string()));
}

RunFolder::~RunFolder() { ::close(lock_); }

std::filesystem::path RunPaths::sample(int epoch) const {
  return folder_ / "samples" / fmt::format("epoch-{:04}.png", epoch);
}

void RunFolder::keep_metrics(int lines) const {
  if (!std::filesystem::exists(metrics())) return;
  const std::string text = read_file(metrics());
  std::size_t end = 0;
  for (int i = 0; i < lines && end < text.size(); ++i) {
    const std::size_t line_break = text.find('\n', end);
    end = line_break == std::string::npos ? text.size() : line_break + 1;
  }
  write_file(metrics(), std::string_view(text).substr(0, end));
}

void RunFolder::append_metrics(const Json& line) const {
  const std::string old = std::filesystem::exists(metrics()) ? read_file(metrics()) : "";
  write_file(metrics(), old + line.dump() + "\n");
}

}  // namespace autochrome::train
