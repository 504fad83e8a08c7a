#include "http/origin.h"

#include <gtest/gtest.h>

namespace autochrome::http {
namespace {

httplib::Request request(const std::string& method, httplib::Headers headers) {
  httplib::Request request;
  request.method = method;
  request.headers = std::move(headers);
  return request;
}

TEST(Origin, HostIsNamedWithoutItsPort) {
  EXPECT_EQ(host_name("Example.org:8180"), "example.org");
  EXPECT_EQ(host_name("127.0.0.1"), "127.0.0.1");
  EXPECT_EQ(host_name("[::1]:80"), "::1");
  EXPECT_EQ(host_name("[::1"), "::1");
  EXPECT_EQ(host_name(""), "");
}

TEST(Origin, OwnPagesAreKnown) {
  EXPECT_FALSE(comes_from_another_page(request("GET", {{"Host", "a:1"}})));
  EXPECT_FALSE(
      comes_from_another_page(request("POST", {{"Host", "a:1"}, {"Origin", "https://a:1"}})));
}

TEST(Origin, PagesOfOthersAreKnown) {
  for (const char* origin : {"http://b:1", "http://a:2", "null", ""}) {
    EXPECT_TRUE(comes_from_another_page(request("POST", {{"Host", "a:1"}, {"Origin", origin}})))
        << origin;
  }
}

TEST(Origin, LinksMayLeadHereButPicturesAndFormsMayNot) {
  const auto foreign = [](const std::string& method, const char* mode) {
    return comes_from_another_page(request(
        method, {{"Host", "a"}, {"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Mode", mode}}));
  };
  EXPECT_FALSE(foreign("GET", "navigate"));
  EXPECT_TRUE(foreign("GET", "no-cors"));
  EXPECT_TRUE(foreign("POST", "navigate"));
}

}  // namespace
}  // namespace autochrome::http
