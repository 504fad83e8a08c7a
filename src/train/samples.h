// A few validation pictures, colorized after every epoch: what the numbers look like.
#pragma once

#include "model/convention.h"
#include "records/png.h"
#include "train/batches.h"
#include "train/graph_module.h"

namespace autochrome::train {

class Samples {
 public:
  /// Up to eight validation pictures of the first file that has some, spread evenly over it.
  Samples(const Datasets& data, const model::Convention& convention, torch::Device device);

  /// The pictures side by side, at most 256 pixels high: as the network sees them, as they are, and
  /// as it colorizes them.
  [[nodiscard]] records::Png input() const;
  [[nodiscard]] records::Png truth() const;
  [[nodiscard]] records::Png colorized(GraphModule& network) const;

 private:
  model::Convention convention_;
  torch::Tensor rgb_;  ///< [N, 3, H, W], encoded, in [0, 1]
};

}  // namespace autochrome::train
