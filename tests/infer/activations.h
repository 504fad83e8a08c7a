// Every activation, by name.
#pragma once

#include "graph/builder.h"

namespace autochrome::infer {

inline graph::Value activated(graph::GraphBuilder& net, graph::Activation kind, graph::Value x) {
  switch (kind) {
    case graph::Activation::Relu:
      return net.relu(x);
    case graph::Activation::LeakyRelu:
      return net.leaky_relu(x, 0.2F);
    case graph::Activation::Sigmoid:
      return net.sigmoid(x);
    case graph::Activation::Tanh:
      return net.tanh(x);
  }
  return x;
}

inline constexpr graph::Activation kActivations[] = {
    graph::Activation::Relu, graph::Activation::LeakyRelu, graph::Activation::Sigmoid,
    graph::Activation::Tanh};

}  // namespace autochrome::infer
