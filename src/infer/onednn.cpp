#include "infer/onednn.h"

#include <unordered_map>
#include <utility>

namespace autochrome::infer {

namespace {

using Prop = dnnl::prop_kind;
using Algorithm = dnnl::algorithm;

struct Eltwise {
  Algorithm algorithm;
  float alpha = 0;
};

Eltwise eltwise_of(const graph::Activate& activate) {
  switch (activate.kind) {
    case graph::Activation::Relu:
      return {Algorithm::eltwise_relu};
    case graph::Activation::LeakyRelu:
      return {Algorithm::eltwise_relu, activate.slope};
    case graph::Activation::Sigmoid:
      return {Algorithm::eltwise_logistic};
    case graph::Activation::Tanh:
      return {Algorithm::eltwise_tanh};
  }
  return {Algorithm::eltwise_linear, 1};
}

}  // namespace

kernels::Instructions instructions() {
  const auto isa = static_cast<unsigned>(dnnl::get_effective_cpu_isa());
  const auto includes = [isa](dnnl::cpu_isa wanted) {
    const auto bits = static_cast<unsigned>(wanted);
    return (isa & bits) == bits;
  };
  if (includes(dnnl::cpu_isa::avx512_core)) return kernels::Instructions::Avx512;
  return includes(dnnl::cpu_isa::avx2) ? kernels::Instructions::Avx2
                                       : kernels::Instructions::Portable;
}

kernels::Layout native_layout() { return {block_of(instructions())}; }

dnnl::memory::desc memory_desc(const Shape& shape, kernels::Layout layout) {
  using Tag = dnnl::memory::format_tag;
  const Tag tag = layout.block == 16 ? Tag::nChw16c : layout.block == 8 ? Tag::nChw8c : Tag::nchw;
  return {{1, layout.padded(shape.c), shape.h, shape.w}, dnnl::memory::data_type::f32, tag};
}

dnnl::primitive_attr attributes(const dnnl::post_ops& post_ops) {
  dnnl::primitive_attr attributes;
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  attributes.set_post_ops(post_ops);
  return attributes;
}

void append(dnnl::post_ops& post_ops, const graph::Activate& activate) {
  const Eltwise eltwise = eltwise_of(activate);
  post_ops.append_eltwise(1, eltwise.algorithm, eltwise.alpha, 0);
}

dnnl::primitive activation(const OneDnn& dnnl,
                           const graph::Activate& activate,
                           const dnnl::memory::desc& values) {
  const Eltwise eltwise = eltwise_of(activate);
  const dnnl::eltwise_forward::desc desc(Prop::forward_inference, eltwise.algorithm, values,
                                         eltwise.alpha, 0);
  return dnnl::eltwise_forward({desc, attributes(), dnnl.engine});
}

dnnl::primitive max_pooling(const OneDnn& dnnl,
                            const graph::MaxPool2d& pool,
                            const dnnl::memory::desc& from,
                            const dnnl::memory::desc& to) {
  const dnnl::memory::dims size = {pool.size, pool.size};
  const dnnl::memory::dims none = {0, 0};
  const dnnl::pooling_forward::desc desc(Prop::forward_inference, Algorithm::pooling_max, from, to,
                                         size, size, none, none);
  return dnnl::pooling_forward({desc, attributes(), dnnl.engine});
}

dnnl::primitive average_pooling(const OneDnn& dnnl,
                                const dnnl::memory::desc& from,
                                const dnnl::memory::desc& to) {
  const dnnl::memory::dims all = from.dims();
  const dnnl::memory::dims size = {all[2], all[3]};
  const dnnl::memory::dims none = {0, 0};
  const dnnl::pooling_forward::desc desc(Prop::forward_inference,
                                         Algorithm::pooling_avg_exclude_padding, from, to, size,
                                         size, none, none);
  return dnnl::pooling_forward({desc, attributes(), dnnl.engine});
}

dnnl::primitive bilinear_resampling(const OneDnn& dnnl,
                                    const dnnl::memory::desc& from,
                                    const dnnl::memory::desc& to) {
  const dnnl::resampling_forward::desc desc(Prop::forward_inference, Algorithm::resampling_linear,
                                            from, to);
  return dnnl::resampling_forward({desc, attributes(), dnnl.engine});
}

dnnl::primitive addition(const OneDnn& dnnl, const dnnl::memory::desc& values) {
  const dnnl::binary::desc desc(Algorithm::binary_add, values, values, values);
  return dnnl::binary({desc, attributes(), dnnl.engine});
}

StepFunction execution(const OneDnn& dnnl,
                       const dnnl::primitive& primitive,
                       std::span<const Argument> arguments,
                       std::vector<Constant> constants) {
  struct Bound {
    dnnl::memory memory;
    Slot slot;
  };

  std::vector<Bound> bound;
  std::unordered_map<int, dnnl::memory> table;
  for (const Constant& constant : constants) {
    // oneDNN takes what it reads as what it writes, without const.
    auto* const floats = const_cast<float*>(constant.floats->data());  // NOLINT(*-const-cast)
    table.emplace(constant.index, dnnl::memory(constant.desc, dnnl.engine, floats));
  }
  for (const Argument& argument : arguments) {
    const dnnl::memory memory(argument.desc, dnnl.engine, nullptr);
    table.emplace(argument.index, memory);
    bound.push_back({memory, argument.slot});
  }
  return [primitive, table, bound, stream = dnnl.stream,
          constants = std::move(constants)](Addresses addresses) {
    for (const Bound& one : bound) one.memory.set_data_handle(addresses[one.slot]);
    primitive.execute(stream, table);
  };
}

dnnl::memory::desc scratchpad_desc(const dnnl::primitive& primitive) {
  const auto* desc =
      dnnl_primitive_desc_query_md(primitive.get_primitive_desc(), dnnl_query_scratchpad_md, 0);
  return desc == nullptr ? dnnl::memory::desc() : dnnl::memory::desc(*desc);
}

std::string implementation(const dnnl::primitive& primitive) {
  const char* text = nullptr;
  dnnl_primitive_desc_query(primitive.get_primitive_desc(), dnnl_query_impl_info_str, 0, &text);
  return text == nullptr ? "unknown" : text;
}

}  // namespace autochrome::infer
