// How a convolution is given to oneDNN: in which layouts, with its channels rounded up to whole
// blocks, so that one of its fast kernels takes it.
#pragma once

#include <span>

#include "infer/fusion.h"
#include "infer/onednn.h"

namespace autochrome::infer {

/// Up to so many plain input channels have kernels of their own in oneDNN.
inline constexpr int kMostPlainChannels = 3;

struct Convolution {
  kernels::Layout from;
  kernels::Layout to;
  dnnl::convolution_forward::primitive_desc desc;
};

/// The first of the layouts, best first, for which there is a fast kernel; plain ones if for none.
[[nodiscard]] Convolution choose_convolution(const OneDnn& dnnl,
                                             const graph::Conv2d& conv,
                                             const Shape& from,
                                             const Shape& to,
                                             std::span<const PostOp> post_ops);

/// In native layouts on both sides.
[[nodiscard]] dnnl::deconvolution_forward::primitive_desc transposed_convolution(
    const OneDnn& dnnl,
    const graph::ConvTranspose2d& conv,
    const Shape& from,
    const Shape& to,
    std::span<const PostOp> post_ops);

}  // namespace autochrome::infer
