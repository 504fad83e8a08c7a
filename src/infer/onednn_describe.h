// How oneDNN is told of an operation: version 3 by the descriptor of a primitive alone, version 2
// by one of the operation before it. All in which the two differ for us.
#pragma once

#include <oneapi/dnnl/dnnl.hpp>

namespace autochrome::infer {

/// y = f(x) of the values one by one, with f's parameters alpha and beta.
struct Eltwise {
  dnnl::algorithm algorithm;
  float alpha = 0;
  float beta = 0;
};

/// Windows of one size side by side.
struct Pooling {
  dnnl::algorithm algorithm;
  dnnl::memory::dims size;
};

#if DNNL_VERSION_MAJOR >= 3

/// The descriptor of a `Primitive`, of that primitive's own `arguments`.
template <class Primitive, class... Arguments>
[[nodiscard]] typename Primitive::primitive_desc describe(const dnnl::engine& engine,
                                                          const dnnl::primitive_attr& attributes,
                                                          const Arguments&... arguments) {
  return {engine, arguments..., attributes};
}

[[nodiscard]] inline dnnl::eltwise_forward::primitive_desc describe(
    const dnnl::engine& engine,
    const dnnl::primitive_attr& attributes,
    const Eltwise& eltwise,
    const dnnl::memory::desc& values) {
  return describe<dnnl::eltwise_forward>(engine, attributes, dnnl::prop_kind::forward_inference,
                                         eltwise.algorithm, values, values, eltwise.alpha,
                                         eltwise.beta);
}

[[nodiscard]] inline dnnl::pooling_forward::primitive_desc describe(
    const dnnl::engine& engine,
    const dnnl::primitive_attr& attributes,
    const Pooling& pooling,
    const dnnl::memory::desc& from,
    const dnnl::memory::desc& to) {
  const dnnl::memory::dims none = {0, 0};
  return describe<dnnl::pooling_forward>(engine, attributes, dnnl::prop_kind::forward_inference,
                                         pooling.algorithm, from, to, pooling.size, pooling.size,
                                         none, none, none);
}

inline void append(dnnl::post_ops& post_ops, const Eltwise& eltwise) {
  post_ops.append_eltwise(eltwise.algorithm, eltwise.alpha, eltwise.beta);
}

[[nodiscard]] inline dnnl::memory::dims dims_of(const dnnl::memory::desc& desc) {
  return desc.get_dims();
}

#else

/// The descriptor of a `Primitive`, of that primitive's own `arguments`.
template <class Primitive, class... Arguments>
[[nodiscard]] typename Primitive::primitive_desc describe(const dnnl::engine& engine,
                                                          const dnnl::primitive_attr& attributes,
                                                          const Arguments&... arguments) {
  return {typename Primitive::desc(arguments...), attributes, engine};
}

[[nodiscard]] inline dnnl::eltwise_forward::primitive_desc describe(
    const dnnl::engine& engine,
    const dnnl::primitive_attr& attributes,
    const Eltwise& eltwise,
    const dnnl::memory::desc& values) {
  return describe<dnnl::eltwise_forward>(engine, attributes, dnnl::prop_kind::forward_inference,
                                         eltwise.algorithm, values, eltwise.alpha, eltwise.beta);
}

[[nodiscard]] inline dnnl::pooling_forward::primitive_desc describe(
    const dnnl::engine& engine,
    const dnnl::primitive_attr& attributes,
    const Pooling& pooling,
    const dnnl::memory::desc& from,
    const dnnl::memory::desc& to) {
  const dnnl::memory::dims none = {0, 0};
  return describe<dnnl::pooling_forward>(engine, attributes, dnnl::prop_kind::forward_inference,
                                         pooling.algorithm, from, to, pooling.size, pooling.size,
                                         none, none);
}

inline void append(dnnl::post_ops& post_ops, const Eltwise& eltwise) {
  post_ops.append_eltwise(/*scale=*/1, eltwise.algorithm, eltwise.alpha, eltwise.beta);
}

[[nodiscard]] inline dnnl::memory::dims dims_of(const dnnl::memory::desc& desc) {
  return desc.dims();
}

#endif

}  // namespace autochrome::infer
