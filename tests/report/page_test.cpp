#include "report/page.h"

#include <gtest/gtest.h>

namespace autochrome::report {
namespace {

TEST(Page, HostileNamesStayText) {
  const std::string page = evaluation_page({{"name", "</script><script>alert(1)</script>"}});
  EXPECT_EQ(page.find("</script><script>alert"), std::string::npos);
  EXPECT_NE(page.find("\\u003c/script>"), std::string::npos);
}

TEST(Page, TextThatIsNotUtf8IsReplaced) {
  EXPECT_NE(evaluation_page({{"name", "\xff"}}).find("\xEF\xBF\xBD"), std::string::npos);
}

TEST(DataUri, IsBase64) {
  EXPECT_EQ(data_uri("text/plain", ""), "data:text/plain;base64,");
  EXPECT_EQ(data_uri("text/plain", "M"), "data:text/plain;base64,TQ==");
  EXPECT_EQ(data_uri("text/plain", "Ma"), "data:text/plain;base64,TWE=");
  EXPECT_EQ(data_uri("text/plain", "Man"), "data:text/plain;base64,TWFu");
  EXPECT_EQ(data_uri("a/b", "\xff\xfe\xfd\xfc"), "data:a/b;base64,//79/A==");
}

}  // namespace
}  // namespace autochrome::report
