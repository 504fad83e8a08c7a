// Every op that has a kernel of its own on pictures of odd sizes, with channels that fill no block,
// on any number of threads. Run once more for each set of instructions (CMakeLists.txt).
#include <functional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "graph/builder.h"
#include "tests/infer/parity.h"

namespace autochrome::infer {
namespace {

using graph::ConvOptions;
using graph::GraphBuilder;
using graph::Interpolation;
using graph::Value;

/// From a value of so many channels to another.
using Layer = std::function<Value(GraphBuilder&, Value)>;

struct Case {
  std::string name;
  int multiple;  ///< of the sides
  Layer layer;
  float tolerance = 1e-4F;
};

Layer conv(int out_of_channels, ConvOptions options) {
  return [=](GraphBuilder& net, Value x) {
    return net.conv("conv", x, out_of_channels > 0 ? out_of_channels : x.channels, options);
  };
}

const std::vector<Case> kCases = {
    {"convolution", 1, conv(0, {})},
    {"convolution of 4x4", 1, conv(0, {.kernel = 4})},
    {"convolution of 1x1", 1, conv(0, {.kernel = 1})},
    {"dilated convolution", 1, conv(0, {.dilation = 3})},
    {"narrow convolution", 1, conv(2, {})},
    {"narrow dilated convolution", 1, conv(3, {.dilation = 5})},
    {"strided convolution", 2, conv(0, {.kernel = 4, .stride = 2})},
    {"depthwise convolution", 1,
     [](GraphBuilder& net, Value x) {
       return net.conv("conv", x, x.channels, {.groups = x.channels});
     }},
    {"transposed convolution", 1,
     [](GraphBuilder& net, Value x) { return net.conv_transpose("conv", x, x.channels); }},
    {"transposed convolution to few", 1,
     [](GraphBuilder& net, Value x) { return net.conv_transpose("conv", x, 2); }},
    {"normalization", 1,
     [](GraphBuilder& net, Value x) {
       return net.leaky_relu(net.batch_norm("norm", net.relu(x)), 0.3F);
     }},
    {"pooling", 2, [](GraphBuilder& net, Value x) { return net.max_pool(x); }},
    {"averaging", 1, [](GraphBuilder& net, Value x) { return net.global_average_pool(x); }},
    {"nearest enlarging", 1, [](GraphBuilder& net, Value x) { return net.resize(x, 3); }},
    // oneDNN finds its places in float32, which are off by 1/4096 of a pixel at the 4097th.
    {"bilinear enlarging", 1,
     [](GraphBuilder& net, Value x) { return net.resize(x, 2, Interpolation::Bilinear); }, 1e-3F},
    {"concatenation", 1,
     [](GraphBuilder& net, Value x) {
       return net.conv("conv", net.concat({net.resize(net.relu(x), 2), net.resize(x, 2)}), 7);
     }},
    {"sum", 1, [](GraphBuilder& net, Value x) { return net.add(net.relu(x), x); }},
};

/// Plain values into the layer, and what a convolution leaves.
Graph network(const Case& one, int channels, bool blocked) {
  GraphBuilder net;
  Value x = net.input("x", channels);
  if (blocked) x = net.relu(net.conv("before", x, channels, {.kernel = 1}));
  return std::move(net).finish({{"y", one.layer(net, x)}});
}

void expect_parity_on_threads(const graph::Model& model,
                              Size size,
                              const std::vector<int>& thread_counts,
                              float tolerance) {
  const auto inputs = random_inputs(model.graph, 1, size);
  const auto wanted = reference::run(model, inputs);
  for (const int threads : thread_counts) {
    Session session(model, {.threads = threads});
    const auto got = infer(session, inputs, wanted);
    EXPECT_LE(relative_difference(got[0], wanted[0]), tolerance) << threads << " threads";
  }
}

void expect_parity_of_all(const std::vector<int>& widths,
                          Size size,
                          const std::vector<int>& thread_counts) {
  for (const Case& one : kCases) {
    for (const int channels : widths) {
      for (const bool blocked : {false, true}) {
        const Size fitting{size.h * one.multiple, size.w * one.multiple};
        SCOPED_TRACE(
            fmt::format("{} of {} channels at {}x{}", one.name, channels, fitting.h, fitting.w));
        expect_parity_on_threads(random_model(network(one, channels, blocked), 7), fitting,
                                 thread_counts, one.tolerance);
      }
    }
  }
}

TEST(OddParity, PicturesOfOnePixel) { expect_parity_of_all({1, 19, 48}, {1, 1}, {1, 3}); }

TEST(OddParity, SmallPictures) { expect_parity_of_all({1, 19, 48}, {17, 3}, {1, 3}); }

TEST(OddParity, TallPictures) { expect_parity_of_all({9}, {4097, 2}, {3}); }

TEST(OddParity, WidePictures) { expect_parity_of_all({1}, {2, 4097}, {0, 1}); }

TEST(OddParity, FarMoreThreadsThanRows) { expect_parity_of_all({19}, {17, 3}, {64}); }

}  // namespace
}  // namespace autochrome::infer
