#include "infer/convolution.h"

#include <string_view>
#include <vector>

#include "graph/visit.h"
#include "infer/onednn_describe.h"

namespace autochrome::infer {

namespace {

struct Layouts {
  kernels::Layout from;
  kernels::Layout to;
};

bool is_depthwise(const graph::Conv2d& conv) {
  return conv.groups == conv.in && conv.groups == conv.out;
}

/// Whether rounding the channels up leaves every one in its group.
bool fits_blocks(const graph::Conv2d& conv, kernels::Layout layout) {
  if (conv.groups == 1 || is_depthwise(conv)) return true;
  return conv.in / conv.groups % layout.block == 0 && conv.out / conv.groups % layout.block == 0;
}

std::vector<Layouts> candidates(const graph::Conv2d& conv) {
  const kernels::Layout native = native_layout();
  std::vector<Layouts> all;
  if (fits_blocks(conv, native)) {
    if (conv.groups == 1 && conv.in <= kMostPlainChannels) all.push_back({kernels::kPlain, native});
    all.push_back({native, native});
  }
  all.push_back({kernels::kPlain, kernels::kPlain});
  return all;
}

dnnl::memory::desc weights_desc(const graph::Conv2d& conv, const Layouts& layouts) {
  const std::int64_t in = layouts.from.padded(conv.in);
  const std::int64_t out = layouts.to.padded(conv.out);
  dnnl::memory::dims dims = {out, in, conv.kernel, conv.kernel};
  if (conv.groups > 1) {
    const std::int64_t groups = is_depthwise(conv) ? out : conv.groups;
    dims = {groups, out / groups, in / groups, conv.kernel, conv.kernel};
  }
  return {dims, dnnl::memory::data_type::f32, dnnl::memory::format_tag::any};
}

/// Sums are of values in the layout of the results.
dnnl::post_ops post_ops_of(std::span<const PostOp> post_ops, const dnnl::memory::desc& to) {
  dnnl::post_ops all;
  for (const PostOp& op : post_ops) {
    std::visit(
        graph::Cases{[&](const graph::Activate& activate) { append(all, activate); },
                     [&](const AddValue&) { all.append_binary(dnnl::algorithm::binary_add, to); }},
        op);
  }
  return all;
}

dnnl::convolution_forward::primitive_desc described(const OneDnn& dnnl,
                                                    const graph::Conv2d& conv,
                                                    const Shape& from,
                                                    const Shape& to,
                                                    std::span<const PostOp> post_ops,
                                                    const Layouts& layouts) {
  const dnnl::memory::desc bias({layouts.to.padded(conv.out)}, dnnl::memory::data_type::f32,
                                dnnl::memory::format_tag::a);
  const dnnl::memory::desc results = memory_desc(to, layouts.to);
  const auto both = [](std::int64_t side) { return dnnl::memory::dims{side, side}; };
  return describe<dnnl::convolution_forward>(
      dnnl.engine, attributes(post_ops_of(post_ops, results)), dnnl::prop_kind::forward_inference,
      dnnl::algorithm::convolution_direct, memory_desc(from, layouts.from),
      weights_desc(conv, layouts), bias, results, both(conv.stride), both(conv.dilation - 1),
      both(conv.pad_begin), both(conv.pad_end));
}

bool is_fast(const dnnl::convolution_forward::primitive_desc& desc) {
  return !std::string_view(desc.impl_info_str()).starts_with("ref");
}

}  // namespace

Convolution choose_convolution(const OneDnn& dnnl,
                               const graph::Conv2d& conv,
                               const Shape& from,
                               const Shape& to,
                               std::span<const PostOp> post_ops) {
  Convolution chosen;
  for (const Layouts& layouts : candidates(conv)) {
    chosen = {layouts.from, layouts.to, described(dnnl, conv, from, to, post_ops, layouts)};
    if (is_fast(chosen.desc)) break;
  }
  return chosen;
}

dnnl::deconvolution_forward::primitive_desc transposed_convolution(
    const OneDnn& dnnl,
    const graph::ConvTranspose2d& conv,
    const Shape& from,
    const Shape& to,
    std::span<const PostOp> post_ops) {
  using Dims = dnnl::memory::dims;
  const kernels::Layout layout = native_layout();
  const std::int64_t out = layout.padded(conv.out);
  const dnnl::memory::desc weights({out, layout.padded(conv.in), conv.kernel, conv.kernel},
                                   dnnl::memory::data_type::f32, dnnl::memory::format_tag::any);
  const dnnl::memory::desc bias({out}, dnnl::memory::data_type::f32, dnnl::memory::format_tag::a);
  const dnnl::memory::desc results = memory_desc(to, layout);
  return describe<dnnl::deconvolution_forward>(
      dnnl.engine, attributes(post_ops_of(post_ops, results)), dnnl::prop_kind::forward_inference,
      dnnl::algorithm::deconvolution_direct, memory_desc(from, layout), weights, bias, results,
      Dims{conv.stride, conv.stride}, Dims{conv.pad, conv.pad}, Dims{conv.pad, conv.pad});
}

}  // namespace autochrome::infer
