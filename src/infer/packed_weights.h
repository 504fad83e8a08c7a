// Parameters as kernels want them: reordered once, kept for the session, shared by all plans whose
// kernels want the same order.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "graph/graph.h"
#include "infer/onednn.h"
#include "infer/page_allocator.h"

namespace autochrome::infer {

class PackedWeights {
 public:
  PackedWeights(const OneDnn& dnnl, std::shared_ptr<const Weights> weights)
      : dnnl_(&dnnl), weights_(std::move(weights)) {}

  /// A convolution's weights in the order `desc`, whose dimensions may exceed the convolution's:
  /// what lies beyond is zero.
  [[nodiscard]] dnnl::memory convolution(const std::string& node, const dnnl::memory::desc& desc);

  /// The same for a transposed convolution, whose inputs come first in the file.
  [[nodiscard]] dnnl::memory transposed_convolution(const std::string& node,
                                                    const dnnl::memory::desc& desc);

  /// A convolution's bias, zero where it has none, followed by zeros up to `count`.
  [[nodiscard]] dnnl::memory bias(const std::string& node, bool has_bias, std::int64_t count);

  /// Packed once by `pack`; `key` names what is packed, and how.
  using Floats = std::shared_ptr<const PackedFloats>;
  [[nodiscard]] Floats own(const std::string& key,
                           const std::function<PackedFloats(const Weights&)>& pack);

  [[nodiscard]] std::size_t bytes() const;

 private:
  [[nodiscard]] dnnl::memory packed(const std::string& node,
                                    const Parameter& plain,
                                    const dnnl::memory::desc& desc);

  const OneDnn* dnnl_;
  std::shared_ptr<const Weights> weights_;
  std::map<std::string, std::vector<dnnl::memory>> convolutions_;
  std::map<std::string, Floats> own_;
};

}  // namespace autochrome::infer
