#include "http/listen.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "tests/message_of.h"

namespace autochrome::http {
namespace {

TEST(Listen, PortIsForOneServer) {
  httplib::Server first;
  claim_port_alone(first);
  const int port = bind(first, "127.0.0.1", 0);
  EXPECT_GT(port, 0);
  httplib::Server second;
  claim_port_alone(second);
  EXPECT_EQ(testing::message_of<IoError>([&] { return bind(second, "127.0.0.1", port); }),
            "cannot listen on 127.0.0.1:" + std::to_string(port) +
                "; another program may, or try --port 0");
}

TEST(Listen, AddressesOfOthersAreNamed) {
  httplib::Server server;
  EXPECT_EQ(testing::message_of<IoError>([&] { return bind(server, "192.0.2.1", 0); }),
            "cannot listen on 192.0.2.1: is it an address of this machine?");
}

}  // namespace
}  // namespace autochrome::http
