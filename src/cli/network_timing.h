// How long a network takes, run by run and layer by layer.
#pragma once

#include <vector>

#include "base/json.h"
#include "base/options.h"
#include "graph/graph.h"
#include "infer/session.h"

namespace autochrome::cli {

struct TimingOptions {
  int size = 0;
  int batch = 1;
  int threads = 0;
  int runs = 30;

  template <class Self, class Visitor>
  static void describe(Self& self, Visitor&& visit) {
    visit("size", self.size, "Side of the pictures, 0 for what the model was made for",
          Limits{.min = 0, .max = 8192});
    visit("batch", self.batch, "Pictures at once", Limits{.min = 1, .max = 256});
    visit("threads", self.threads, "Processor threads, 0 for one a core",
          Limits{.min = 0, .max = 1024});
    visit("runs", self.runs, "Of which the median counts", Limits{.min = 1, .max = 100000});
  }
};

struct NetworkTiming {
  Shape input;
  double first_ms = 0;  ///< of the first run, in which plans are made and weights packed
  double low_ms = 0;    ///< a tenth of the runs were as fast as this
  double median_ms = 0;
  double high_ms = 0;                   ///< nine tenths were
  double gflop = 0;                     ///< of a run, a multiply-add counted as two, done directly
  double peak_gflops = 0;               ///< a second, measured with as many threads
  double mebibytes = 0;                 ///< of working memory and packed weights
  std::vector<infer::StepTime> layers;  ///< of one more run

  [[nodiscard]] double gflops() const { return gflop / median_ms * 1e3; }
};

/// Runs the network, of one input, on noise: sides are rounded up to its spatial multiple.
[[nodiscard]] NetworkTiming time_network(const graph::Model& model, const TimingOptions& options);

[[nodiscard]] Json json_of(const NetworkTiming& timing, bool layers);

/// A paragraph for people, and a line a layer if wanted, ending with a line break.
[[nodiscard]] std::string to_text(const NetworkTiming& timing, bool layers);

}  // namespace autochrome::cli
