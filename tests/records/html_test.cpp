#include "records/html.h"

#include <limits>

#include <gtest/gtest.h>

namespace autochrome::records {
namespace {

TEST(Html, TextMeansItself) {
  EXPECT_EQ(escaped(R"(<script>alert("a" & 'b')</script>)"),
            "&lt;script&gt;alert(&quot;a&quot; &amp; &#39;b&#39;)&lt;/script&gt;");
  EXPECT_EQ(escaped("naïve"), "naïve");
}

TEST(Html, NumbersHaveFourDigits) {
  EXPECT_EQ(number_text(0.010856057), "0.01086");
  EXPECT_EQ(number_text(438.16), "438.2");
  EXPECT_EQ(number_text(0), "0");
  EXPECT_EQ(number_text(std::numeric_limits<double>::quiet_NaN()), "–");
  EXPECT_EQ(number_text(std::numeric_limits<double>::infinity()), "–");
}

}  // namespace
}  // namespace autochrome::records
