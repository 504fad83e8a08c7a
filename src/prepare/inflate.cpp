#include "prepare/inflate.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>
#include <zlib.h>

#include "base/error.h"

namespace autochrome::prepare {
namespace {

constexpr std::size_t kChunkBytes = 65536;

/// zlib's inflater over bytes that outlive it.
class Inflater {
 public:
  explicit Inflater(std::span<const std::byte> stream) {
    if (stream.size() > std::numeric_limits<uInt>::max())
      throw InputError("the stream is too long");
    // zlib reads these bytes only; its type is older than const.
    state_.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(stream.data()));
    state_.avail_in = static_cast<uInt>(stream.size());
    if (::inflateInit(&state_) != Z_OK) throw Error("zlib cannot be started");
  }

  ~Inflater() { ::inflateEnd(&state_); }

  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  /// Fills `room` as far as the stream reaches and returns how far that was.
  std::size_t fill(std::span<std::byte> room) {
    state_.next_out = reinterpret_cast<Bytef*>(room.data());
    state_.avail_out = static_cast<uInt>(room.size());
    status_ = ::inflate(&state_, Z_NO_FLUSH);
    if (status_ != Z_OK && status_ != Z_STREAM_END) {
      throw InputError(fmt::format("its compressed data is {}",
                                   status_ == Z_BUF_ERROR ? "cut short" : "damaged"));
    }
    return room.size() - state_.avail_out;
  }

  [[nodiscard]] bool ended() const noexcept { return status_ == Z_STREAM_END; }

  [[nodiscard]] std::size_t left() const noexcept { return state_.avail_in; }

 private:
  z_stream state_{};
  int status_ = Z_OK;
};

}  // namespace

std::vector<std::byte> inflate(std::span<const std::byte> stream, std::size_t limit) {
  Inflater inflater(stream);
  std::vector<std::byte> bytes;
  while (!inflater.ended()) {
    const std::size_t done = bytes.size();
    // One byte beyond the limit is asked for, so that a stream of just `limit` bytes may end.
    bytes.resize(done + std::min(kChunkBytes, limit - done + 1));
    bytes.resize(done + inflater.fill(std::span(bytes).subspan(done)));
    if (bytes.size() > limit) {
      throw InputError(fmt::format("its compressed data holds more than {} bytes", limit));
    }
  }
  if (inflater.left() != 0) throw InputError("other bytes follow its compressed data");
  return bytes;
}

}  // namespace autochrome::prepare
