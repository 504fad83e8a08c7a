#include "tests/server/bombs.h"

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

#include "server/zip.h"

namespace autochrome::server::testing {

namespace {

using namespace std::string_view_literals;

void append_big_endian(std::string& to, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) to += static_cast<char>(value >> shift);
}

void append_chunk(std::string& png, std::string_view kind, std::string_view data) {
  Crc32 crc;
  crc.update(kind);
  crc.update(data);
  append_big_endian(png, static_cast<std::uint32_t>(data.size()));
  png += kind;
  png += data;
  append_big_endian(png, crc.value());
}

/// Bits as DEFLATE packs them (RFC 1951, 3.1.1).
class Bits {
 public:
  explicit Bits(std::string& to) : to_(to) {}

  ~Bits() {
    if (filled_ > 0) to_ += static_cast<char>(byte_);
  }

  Bits(const Bits&) = delete;
  Bits& operator=(const Bits&) = delete;

  void number(unsigned value, int bits) {
    for (int i = 0; i < bits; ++i) bit((value >> i) & 1U);
  }

  /// Of a Huffman code, in reading order: "10".
  void code(std::string_view bits) {
    for (const char one : bits) bit(one == '1' ? 1U : 0U);
  }

 private:
  void bit(unsigned value) {
    byte_ |= value << filled_;
    if (++filled_ < 8) return;
    to_ += static_cast<char>(std::exchange(byte_, 0U));
    filled_ = 0;
  }

  std::string& to_;
  unsigned byte_ = 0;
  int filled_ = 0;
};

/// The codes below, described (RFC 1951, 3.2.7): lengths of 286 literals and lengths, of which 0
/// has 2 bits, 256 (the end) 2 and 285 (258 bytes again) 1, and of one distance.
void append_code_lengths(Bits& bits) {
  bits.number(286 - 257, 5);
  bits.number(0, 5);
  bits.number(18 - 4, 4);
  // In the order 16 17 18 0 8 7 9 6 10 5 11 4 12 3 13 2 14 1.
  for (const unsigned length : {0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 2}) {
    bits.number(length, 3);
  }
  constexpr auto kOne = "10"sv;
  constexpr auto kTwo = "11"sv;
  const auto zeros = [&](unsigned count) {
    bits.code("0");
    bits.number(count - 11, 7);
  };
  bits.code(kTwo);
  zeros(138);
  zeros(255 - 138);
  bits.code(kTwo);
  zeros(28);
  bits.code(kOne);
  bits.code(kOne);
}

/// `count` zero bytes as a zlib stream (RFC 1950), two bits for every 258.
std::string packed_zeros(std::uint64_t count) {
  constexpr std::uint64_t kMatch = 258;
  constexpr std::uint32_t kAdler = 65'521;
  std::string stream = "\x78\xDA";
  {
    Bits bits(stream);
    bits.number(1, 1);  // the last block
    bits.number(2, 2);  // with codes of its own
    append_code_lengths(bits);
    std::uint64_t left = count;
    const auto literal = [&] {
      bits.code("10");
      --left;
    };
    literal();
    for (; left >= kMatch; left -= kMatch) bits.code("00");
    while (left > 0) literal();
    bits.code("11");
  }
  append_big_endian(stream, static_cast<std::uint32_t>(count % kAdler) << 16U | 1U);
  return stream;
}

}  // namespace

std::string flat_png(int side) {
  std::string header;
  append_big_endian(header, static_cast<std::uint32_t>(side));
  append_big_endian(header, static_cast<std::uint32_t>(side));
  header += "\1\0\0\0\0"sv;  // one bit, gray
  std::string png = "\x89PNG\r\n\x1A\n";
  append_chunk(png, "IHDR", header);
  const auto row = static_cast<std::uint64_t>((side + 7) / 8 + 1);
  append_chunk(png, "IDAT", packed_zeros(row * static_cast<std::uint64_t>(side)));
  append_chunk(png, "IEND", {});
  return png;
}

std::string gif_of_frames(int frames) {
  constexpr auto kHead = "GIF89a\x10\0\x10\0\x80\0\0\0\0\0\xFF\xFF\xFF"sv;
  constexpr auto kFrame = "\x2C\0\0\0\0\1\0\1\0\0\2\2\x44\1\0"sv;
  std::string gif(kHead);
  gif.reserve(kHead.size() + kFrame.size() * static_cast<std::size_t>(frames) + 1);
  for (int i = 0; i < frames; ++i) gif += kFrame;
  gif += ';';
  return gif;
}

}  // namespace autochrome::server::testing
