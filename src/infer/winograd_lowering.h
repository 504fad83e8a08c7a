// Convolutions as Winograd steps of a plan.
#pragma once

#include <span>

#include "graph/op.h"
#include "infer/fusion.h"
#include "infer/network.h"
#include "infer/plan_builder.h"

namespace autochrome::infer {

/// A value that is read without being made: at double its stored height and width, perhaps.
struct Part {
  graph::ValueId id = 0;
  bool enlarged = false;
};

/// Whether the convolution is one that Winograd's method is best for; it has its step then. `parts`
/// follow one another in the channels that it reads. They have been made, as has what the task
/// adds.
[[nodiscard]] bool lower_winograd(Network& network,
                                  PlanBuilder& plan,
                                  const Task& task,
                                  const graph::Conv2d& conv,
                                  std::span<const Part> parts);
[[nodiscard]] bool lower_winograd(Network& network,
                                  PlanBuilder& plan,
                                  const Task& task,
                                  const graph::ConvTranspose2d& conv,
                                  std::span<const Part> parts);

}  // namespace autochrome::infer
