// A task's post-ops as a kernel of our own does them.
#pragma once

#include <vector>

#include "infer/fusion.h"
#include "infer/kernels/epilogue.h"
#include "infer/plan_builder.h"

namespace autochrome::infer {

/// `added` gets the slots that the epilogue's addends name by their place there, in native layout.
/// What the task adds has been made.
[[nodiscard]] std::vector<Epilogue> own_epilogue(PlanBuilder& plan,
                                                 const Task& task,
                                                 std::vector<Slot>& added);

}  // namespace autochrome::infer
