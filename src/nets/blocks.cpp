#include "nets/blocks.h"

namespace autochrome::nets {

graph::Value leaky_block(
    graph::GraphBuilder& net, const std::string& name, graph::Value x, int filters, int kernel) {
  x = net.conv(name + ".conv", x, filters, {.kernel = kernel, .bias = false});
  return net.leaky_relu(net.batch_norm(name + ".norm", x), kSlope);
}

}  // namespace autochrome::nets
