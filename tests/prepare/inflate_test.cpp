#include "prepare/inflate.h"

#include <string>

#include <gtest/gtest.h>

#include "base/error.h"
#include "tests/prepare/deflated.h"

namespace autochrome::prepare {
namespace {

std::string inflated(const std::string& stream, std::size_t limit) {
  const auto bytes = inflate(std::as_bytes(std::span(stream)), limit);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string refusal(const std::string& stream, std::size_t limit) {
  try {
    return "it became " + inflated(stream, limit);
  } catch (const InputError& error) {
    return error.what();
  }
}

/// Longer than the chunks it is inflated in, and not all the same.
std::string long_text() {
  std::string text;
  for (int i = 0; i < 40000; ++i) text += std::to_string(i);
  return text;
}

TEST(Inflate, GivesBackWhatWasDeflated) {
  EXPECT_EQ(inflated(deflated(""), 10), "");
  EXPECT_EQ(inflated(deflated("rose"), 10), "rose");
  EXPECT_EQ(inflated(deflated(long_text()), 1 << 20), long_text());
}

TEST(Inflate, TakesAsManyBytesAsTheLimitAndNoMore) {
  EXPECT_EQ(inflated(deflated("tulip"), 5), "tulip");
  EXPECT_EQ(refusal(deflated("tulips"), 5), "its compressed data holds more than 5 bytes");
  EXPECT_EQ(refusal(deflated("t"), 0), "its compressed data holds more than 0 bytes");
}

TEST(Inflate, StopsABombAtTheLimit) {
  const std::string bomb = deflated(std::string(std::size_t{64} << 20, '\0'));
  EXPECT_LT(bomb.size(), 70000U);
  EXPECT_EQ(refusal(bomb, 100000), "its compressed data holds more than 100000 bytes");
}

TEST(Inflate, RefusesAStreamCutShortAnywhere) {
  const std::string stream = deflated(long_text().substr(0, 500));
  for (std::size_t length = 0; length < stream.size(); ++length) {
    EXPECT_EQ(refusal(stream.substr(0, length), 1000), "its compressed data is cut short");
  }
}

TEST(Inflate, RefusesDamageAndWhatFollows) {
  std::string stream = deflated("a rose is a rose is a rose");
  EXPECT_EQ(refusal(stream + "x", 100), "other bytes follow its compressed data");
  EXPECT_EQ(refusal("no stream at all", 100), "its compressed data is damaged");
  stream.back() = static_cast<char>(stream.back() ^ 1);
  EXPECT_EQ(refusal(stream, 100), "its compressed data is damaged");
}

}  // namespace
}  // namespace autochrome::prepare
