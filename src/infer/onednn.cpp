#include "infer/onednn.h"

#include <unordered_map>
#include <utility>

#include "infer/onednn_describe.h"

namespace autochrome::infer {

namespace {

using Algorithm = dnnl::algorithm;

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

/// The primitive's own, borrowed.
dnnl::primitive_desc_base descriptor_of(const dnnl::primitive& primitive) {
  // NOLINTNEXTLINE(*-const-cast): its handle is for reading and changing alike
  auto* const desc = const_cast<dnnl_primitive_desc_t>(primitive.get_primitive_desc());
  return dnnl::primitive_desc_base(desc, /*weak=*/true);
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
  append(post_ops, eltwise_of(activate));
}

dnnl::primitive activation(const OneDnn& dnnl,
                           const graph::Activate& activate,
                           const dnnl::memory::desc& values) {
  return dnnl::eltwise_forward(describe(dnnl.engine, attributes(), eltwise_of(activate), values));
}

dnnl::primitive max_pooling(const OneDnn& dnnl,
                            const graph::MaxPool2d& pool,
                            const dnnl::memory::desc& from,
                            const dnnl::memory::desc& to) {
  const Pooling pooling{Algorithm::pooling_max, {pool.size, pool.size}};
  return dnnl::pooling_forward(describe(dnnl.engine, attributes(), pooling, from, to));
}

dnnl::primitive average_pooling(const OneDnn& dnnl,
                                const dnnl::memory::desc& from,
                                const dnnl::memory::desc& to) {
  const dnnl::memory::dims all = dims_of(from);
  const Pooling pooling{Algorithm::pooling_avg_exclude_padding, {all[2], all[3]}};
  return dnnl::pooling_forward(describe(dnnl.engine, attributes(), pooling, from, to));
}

dnnl::primitive bilinear_resampling(const OneDnn& dnnl,
                                    const dnnl::memory::desc& from,
                                    const dnnl::memory::desc& to) {
  return dnnl::resampling_forward(describe<dnnl::resampling_forward>(
      dnnl.engine, attributes(), dnnl::prop_kind::forward_inference, Algorithm::resampling_linear,
      from, to));
}

dnnl::primitive addition(const OneDnn& dnnl, const dnnl::memory::desc& values) {
  return dnnl::binary(describe<dnnl::binary>(dnnl.engine, attributes(), Algorithm::binary_add,
                                             values, values, values));
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
  return descriptor_of(primitive).scratchpad_desc();
}

std::string implementation(const dnnl::primitive& primitive) {
  return descriptor_of(primitive).impl_info_str();
}

}  // namespace autochrome::infer
