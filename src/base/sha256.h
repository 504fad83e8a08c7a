// SHA-256 (FIPS 180-4), for model, data and graph hashes. Our own, because the trainer builds with
// libtorch and header-only libraries alone.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace autochrome {

class Sha256 {
 public:
  /// `Best` is what the processor has; the other is for tests, which hold the two against each
  /// other.
  enum class Kernel { Best, Portable };

  explicit Sha256(Kernel kernel = Kernel::Best) noexcept : kernel_(kernel) {}

  void update(std::span<const std::byte> bytes);
  /// The digest as 64 lower-case hexadecimal digits. The object is spent afterwards.
  [[nodiscard]] std::string finish();

 private:
  void compress(const std::byte* block);
  void compress_portably(const std::byte* block);

  Kernel kernel_;
  std::array<std::uint32_t, 8> state_ = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                         0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<std::byte, 64> block_{};
  std::size_t filled_ = 0;
  std::uint64_t total_bytes_ = 0;
};

[[nodiscard]] std::string sha256(std::span<const std::byte> bytes);
[[nodiscard]] std::string sha256(std::string_view text);

}  // namespace autochrome
