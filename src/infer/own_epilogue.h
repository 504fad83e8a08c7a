// A task's post-ops as a kernel of our own does them.
#pragma once

#include <vector>

#include "infer/fusion.h"
#include "infer/plan_builder.h"
#include "kernels/epilogue.h"

namespace autochrome::infer {

/// `added` gets the slots that the epilogue's addends name by their place there, in native layout.
/// What the task adds has been made.
[[nodiscard]] std::vector<kernels::Epilogue> own_epilogue(PlanBuilder& plan,
                                                          const Task& task,
                                                          std::vector<Slot>& added);

}  // namespace autochrome::infer
