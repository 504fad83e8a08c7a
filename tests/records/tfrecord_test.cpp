#include "records/tfrecord.h"

#include <gtest/gtest.h>

namespace autochrome::records {
namespace {

using std::string_literals::operator""s;

// The checksums were computed bit by bit, apart from this code.
const std::string kAbc =
    "\x03\x00\x00\x00\x00\x00\x00\x00"
    "\xb0\x99\x49\x0e"
    "abc"
    "\x6e\x57\xf1\x21"s;

TEST(TfRecord, FramesAPayload) { EXPECT_EQ(framed("abc"), kAbc); }

TEST(TfRecord, FindsTheFirstRecord) {
  const std::string two = kAbc + framed("more");
  const auto record = first_record(two);
  ASSERT_TRUE(record);
  EXPECT_EQ(record->payload, "abc");
  EXPECT_EQ(record->size, kAbc.size());
  const std::string empty = framed("");
  ASSERT_TRUE(first_record(empty));
  EXPECT_EQ(first_record(empty)->payload, "");
}

TEST(TfRecord, TornRecordsAreNone) {
  for (std::size_t size = 0; size < kAbc.size(); ++size) {
    EXPECT_FALSE(first_record(std::string_view(kAbc).substr(0, size))) << size << " bytes";
  }
}

TEST(TfRecord, EveryChangedBitIsNoticed) {
  for (std::size_t bit = 0; bit < 8 * kAbc.size(); ++bit) {
    std::string changed = kAbc;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
    EXPECT_FALSE(first_record(changed)) << "bit " << bit;
  }
}

}  // namespace
}  // namespace autochrome::records
