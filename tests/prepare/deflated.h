// zlib streams and gzip files made in memory.
#pragma once

#include <stdexcept>
#include <string>

#include <zlib.h>

namespace autochrome::prepare {

enum class Wrapping { Zlib = 15, Gzip = 15 + 16 };

inline std::string deflated(std::string bytes, Wrapping wrapping = Wrapping::Zlib) {
  z_stream state{};
  if (::deflateInit2(&state, Z_DEFAULT_COMPRESSION, Z_DEFLATED, static_cast<int>(wrapping), 8,
                     Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::runtime_error("zlib cannot be started");
  }
  std::string out(::deflateBound(&state, bytes.size()) + 32, '\0');
  state.next_in = reinterpret_cast<Bytef*>(bytes.data());
  state.avail_in = static_cast<uInt>(bytes.size());
  state.next_out = reinterpret_cast<Bytef*>(out.data());
  state.avail_out = static_cast<uInt>(out.size());
  const int status = ::deflate(&state, Z_FINISH);
  ::deflateEnd(&state);
  if (status != Z_STREAM_END) throw std::runtime_error("zlib did not finish");
  out.resize(state.total_out);
  return out;
}

}  // namespace autochrome::prepare
