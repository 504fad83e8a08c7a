#include "cli/read_all.h"

#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "base/error.h"
#include "tests/message_of.h"

namespace autochrome::cli {
namespace {

std::string read(const std::string& text, std::size_t most) {
  std::istringstream stream(text);
  return read_all(stream, most, "standard input");
}

TEST(ReadAll, TakesEverythingUpToTheLimit) {
  const std::string long_text(3'000'000, 'x');
  EXPECT_EQ(read("", 10), "");
  EXPECT_EQ(read("0123456789", 10), "0123456789");
  EXPECT_EQ(read(long_text, long_text.size()), long_text);
}

TEST(ReadAll, RefusesMoreAndSaysHowMuchIsAccepted) {
  EXPECT_EQ(testing::message_of<InputError>([] { return read("0123456789A", 10); }),
            "standard input has more than the 10 bytes that are accepted");
  EXPECT_THROW(static_cast<void>(read(std::string(3'000'000, 'x'), 2'999'999)), InputError);
}

}  // namespace
}  // namespace autochrome::cli
