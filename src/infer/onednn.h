// The few words of oneDNN (2.6 and 3, https://uxlfoundation.github.io/oneDNN/) in which networks
// are lowered. Only this folder includes its headers; session.h, its public header, does not.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include <oneapi/dnnl/dnnl.hpp>

#include "graph/op.h"
#include "infer/slots.h"
#include "infer/step.h"
#include "kernels/instructions.h"
#include "kernels/layout.h"
#include "kernels/page_allocator.h"

namespace autochrome::infer {

struct OneDnn {
  dnnl::engine engine{dnnl::engine::kind::cpu, 0};
  dnnl::stream stream{engine};
};

/// What this processor can do, or what DNNL_MAX_CPU_ISA leaves of that.
[[nodiscard]] kernels::Instructions instructions();

/// The blocked layout of this processor's fastest convolutions.
[[nodiscard]] kernels::Layout native_layout();

/// One picture's activations, the channels rounded up to whole blocks: padding is ours to fill, and
/// oneDNN never sees it as such.
[[nodiscard]] dnnl::memory::desc memory_desc(const Shape& shape, kernels::Layout layout);

/// Scratch memory is the plan's, from its arena.
[[nodiscard]] dnnl::primitive_attr attributes(const dnnl::post_ops& post_ops = {});

void append(dnnl::post_ops& post_ops, const graph::Activate& activate);

[[nodiscard]] dnnl::primitive activation(const OneDnn& dnnl,
                                         const graph::Activate& activate,
                                         const dnnl::memory::desc& values);
[[nodiscard]] dnnl::primitive max_pooling(const OneDnn& dnnl,
                                          const graph::MaxPool2d& pool,
                                          const dnnl::memory::desc& from,
                                          const dnnl::memory::desc& to);
/// Over the whole of `from`; `to` is one pixel.
[[nodiscard]] dnnl::primitive average_pooling(const OneDnn& dnnl,
                                              const dnnl::memory::desc& from,
                                              const dnnl::memory::desc& to);
[[nodiscard]] dnnl::primitive bilinear_resampling(const OneDnn& dnnl,
                                                  const dnnl::memory::desc& from,
                                                  const dnnl::memory::desc& to);
[[nodiscard]] dnnl::primitive addition(const OneDnn& dnnl, const dnnl::memory::desc& values);

/// What a primitive reads or writes in a run.
struct Argument {
  int index;  ///< DNNL_ARG_SRC and so on
  dnnl::memory::desc desc;
  Slot slot;
};

/// What it reads in every run: weights.
struct Constant {
  int index;
  dnnl::memory::desc desc;
  std::shared_ptr<const kernels::PackedFloats> floats;
};

/// Executes the primitive on its slots and on the constants, which it keeps.
[[nodiscard]] StepFunction execution(const OneDnn& dnnl,
                                     const dnnl::primitive& primitive,
                                     std::span<const Argument> arguments,
                                     std::vector<Constant> constants = {});

/// The scratch memory that the primitive wants; of size zero if none.
[[nodiscard]] dnnl::memory::desc scratchpad_desc(const dnnl::primitive& primitive);

/// The name of the implementation that oneDNN chose ("jit:avx2").
[[nodiscard]] std::string implementation(const dnnl::primitive& primitive);

}  // namespace autochrome::infer
