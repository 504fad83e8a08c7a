// Parameters as kernels want them: packed once for all sessions of a model, whatever their sizes of
// pictures, and constant from then on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "graph/passes/fold_batch_norm.h"
#include "infer/onednn.h"
#include "kernels/page_allocator.h"

namespace autochrome::infer {

/// Any number of threads may ask at a time; whoever asks for what another is packing waits for it.
class PackedWeights {
 public:
  using Floats = std::shared_ptr<const kernels::PackedFloats>;

  PackedWeights(const graph::FoldedGraph& graph, std::shared_ptr<const Weights> weights)
      : graph_(&graph), weights_(std::move(weights)) {}

  /// A convolution's weights in the order `desc`, whose dimensions may exceed the convolution's:
  /// what lies beyond is zero. The same for transposed ones, whose inputs come first in the file.
  /// As all that packs, throws MemoryError naming the node.
  [[nodiscard]] Floats reordered(const graph::Node& conv, const dnnl::memory::desc& desc);

  /// A convolution's bias, zero where it has none, followed by zeros up to `count`.
  [[nodiscard]] Floats bias(const graph::Node& conv, std::int64_t count);

  /// A convolution's weights packed by `pack`; `form` names how.
  [[nodiscard]] Floats packed(const graph::Node& conv,
                              const std::string& form,
                              const std::function<kernels::PackedFloats(const Parameter&)>& pack);

  [[nodiscard]] std::size_t bytes() const;

 private:
  struct Entry {
    std::mutex mutex;  ///< held by who packs
    Floats floats;
  };

  [[nodiscard]] Floats find_or_make(const std::string& key,
                                    const std::function<kernels::PackedFloats()>& make);
  [[nodiscard]] std::string form_of(const std::string& node, const dnnl::memory::desc& desc);

  const graph::FoldedGraph* graph_;
  std::shared_ptr<const Weights> weights_;
  mutable std::mutex mutex_;  ///< of the maps
  std::map<std::string, std::shared_ptr<Entry>> entries_;
  std::map<std::string, std::vector<dnnl::memory::desc>> descs_;  ///< by node, numbering its forms
};

}  // namespace autochrome::infer
