#include "infer/own_epilogue.h"

#include "graph/visit.h"

namespace autochrome::infer {

std::vector<kernels::Epilogue> own_epilogue(PlanBuilder& plan,
                                            const Task& task,
                                            std::vector<Slot>& added) {
  std::vector<kernels::Epilogue> epilogue;
  for (const PostOp& op : task.post_ops) {
    std::visit(
        graph::Cases{[&](const graph::Activate& activate) { epilogue.emplace_back(activate); },
                     [&](const AddValue& add) {
                       epilogue.emplace_back(kernels::Addend{added.size()});
                       added.push_back(plan.stored_as(add.value, native_layout()));
                     }},
        op);
  }
  return epilogue;
}

}  // namespace autochrome::infer
