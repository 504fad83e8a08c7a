// Which tasks a chain of 1×1 convolutions is made of, and their step in a plan.
#pragma once

#include <span>
#include <vector>

#include "infer/fusion.h"
#include "infer/network.h"
#include "infer/plan_builder.h"
#include "kernels/instructions.h"

namespace autochrome::infer {

/// How many of `tasks`, from the first on, run as one chain, each alone reading the one before: a
/// batch normalization perhaps, then 1×1 convolutions on many pixels. 0 where that does not pay.
[[nodiscard]] std::size_t chain_length(const PlanBuilder& plan,
                                       std::span<const std::optional<graph::ValueId>> only_readers,
                                       std::span<const Task> tasks,
                                       kernels::Instructions instructions);

/// The chain's step. What it reads has been made.
void lower_chain(Network& network,
                 PlanBuilder& plan,
                 std::span<const Task> chain,
                 kernels::Instructions instructions);

}  // namespace autochrome::infer
