#include "base/protobuf.h"

#include <gtest/gtest.h>

namespace autochrome::protobuf {
namespace {

using std::string_literals::operator""s;

TEST(Protobuf, WritesNumbersInSevens) {
  EXPECT_EQ(Message().number(1, 150).encoded(), "\x08\x96\x01");  // the documentation's example
  EXPECT_EQ(Message().number(2, 0).encoded(), "\x10\x00"s);
  EXPECT_EQ(Message().number(1, -1).encoded(), "\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01");
  EXPECT_EQ(Message().number(20, 1).encoded(), "\xa0\x01\x01");  // a field beyond 15
}

TEST(Protobuf, WritesRealsLittleEndian) {
  EXPECT_EQ(Message().real(2, 1.0F).encoded(), "\x15\x00\x00\x80\x3f"s);
  EXPECT_EQ(Message().real64(1, 1.0).encoded(), "\x09\x00\x00\x00\x00\x00\x00\xf0\x3f"s);
}

TEST(Protobuf, WritesBytesWithTheirLength) {
  EXPECT_EQ(Message().bytes(2, "testing").encoded(), "\x12\x07testing");
  EXPECT_EQ(Message().bytes(2, std::string(200, 'x')).encoded(),
            "\x12\xc8\x01" + std::string(200, 'x'));
}

TEST(Protobuf, NestsMessages) {
  EXPECT_EQ(Message().message(3, Message().number(1, 150)).encoded(), "\x1a\x03\x08\x96\x01");
}

TEST(Protobuf, PacksRepeatedNumbers) {
  const std::int64_t values[] = {3, 270, 86942};
  EXPECT_EQ(Message().numbers(6, values).encoded(), "\x32\x06\x03\x8e\x02\x9e\xa7\x05");
}

TEST(Protobuf, FieldsAreReadBack) {
  Message message;
  message.number(1, -1).real64(2, 1.0).bytes(300, "text").real(4, 1.0F);
  FieldReader reader(message.encoded());
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(reader.field(), 1U);
  EXPECT_EQ(reader.number(), ~std::uint64_t{0});
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(reader.bytes(), "\x00\x00\x00\x00\x00\x00\xf0\x3f"s);
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(reader.field(), 300U);
  EXPECT_EQ(reader.bytes(), "text");
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(reader.bytes(), "\x00\x00\x80\x3f"s);
  EXPECT_FALSE(reader.next());
  EXPECT_FALSE(reader.damaged());
}

TEST(Protobuf, DamageEndsTheReading) {
  // A double of one byte, a number without its end and one with none at all, more bytes than there
  // are, a kind of field that nobody writes.
  for (const std::string& damaged :
       {"\x09\x01"s, "\x10\xff"s, "\x10" + std::string(11, '\xff'), "\x2a\x7f"s, "\x0b"s}) {
    FieldReader reader(damaged);
    EXPECT_FALSE(reader.next());
    EXPECT_TRUE(reader.damaged());
  }
}

}  // namespace
}  // namespace autochrome::protobuf
