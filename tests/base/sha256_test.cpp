#include "base/sha256.h"

#include <string>

#include <gtest/gtest.h>

namespace autochrome {
namespace {

// The examples of NIST's "Secure Hash Standard" test vectors (SHA256ShortMsg, and FIPS 180-2, B).
TEST(Sha256, GivesThePublishedDigests) {
  EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, PortableKernelAgreesWithTheProcessors) {
  std::string text;
  for (int i = 0; i < 300; ++i) {
    text += static_cast<char>(i * 37);
    Sha256 portable(Sha256::Kernel::Portable);
    portable.update(std::as_bytes(std::span(text.data(), text.size())));
    ASSERT_EQ(portable.finish(), sha256(text)) << text.size() << " bytes";
  }
}

TEST(Sha256, PiecesGiveTheDigestOfTheWhole) {
  const std::string text(1000, 'x');
  for (const std::size_t cut : {1U, 55U, 56U, 63U, 64U, 65U, 999U}) {
    Sha256 hash;
    const auto bytes = std::as_bytes(std::span(text.data(), text.size()));
    hash.update(bytes.first(cut));
    hash.update(bytes.subspan(cut));
    EXPECT_EQ(hash.finish(), sha256(text)) << "cut at " << cut;
  }
}

}  // namespace
}  // namespace autochrome
