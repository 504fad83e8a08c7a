#include "graph/passes/erase_dropout.h"

#include <gtest/gtest.h>

#include "graph/builder.h"

namespace autochrome::graph {
namespace {

std::string erased(GraphBuilder net, std::initializer_list<std::pair<std::string, Value>> outputs) {
  return to_text(erase_dropout({"", {}, std::move(net).finish(outputs), nullptr}).graph);
}

TEST(EraseDropout, ReadersReadWhatItRead) {
  GraphBuilder net;
  const Value x = net.relu(net.dropout(net.dropout(net.input("x", 3), 0.5F), 0.1F));
  EXPECT_EQ(erased(std::move(net), {{"y", x}}),
            "x = input 3 ()\n"
            "relu3 = relu 0 (x)\n"
            "output y = relu3\n");
}

TEST(EraseDropout, OutputsAreWhatItRead) {
  GraphBuilder net;
  const Value x = net.input("x", 3);
  const Value y = net.dropout(net.relu(x), 0.5F);
  EXPECT_EQ(erased(std::move(net), {{"y", y}, {"z", net.add(y, x)}}),
            "x = input 3 ()\n"
            "relu1 = relu 0 (x)\n"
            "add3 = add (relu1, x)\n"
            "output y = relu1\n"
            "output z = add3\n");
}

}  // namespace
}  // namespace autochrome::graph
