// The work behind `autochrome colorize`: every picture of a batch, several at once. One picture is
// decoded while another is at the network, a third is encoded and a fourth is on its way to the
// disk; one bad one does not stop the rest.
#pragma once

#include <string>

#include "cli/batch.h"
#include "cli/exit_code.h"
#include "cli/model_store.h"
#include "colorize/colorizer.h"
#include "image/save.h"

namespace autochrome::cli {

/// How the machine is used.
struct WorkOptions {
  int jobs = 0;
  int threads = 0;
  std::string memory = {};  ///< empty for what jobs and threads come to

  template <class Self, class Visitor>
  static void describe(Self& self, Visitor&& visit) {
    visit("jobs", self.jobs,
          "Pictures worked on at once, 0 for one a core (with --size full, for one)",
          Limits{.min = 0, .max = 1024});
    visit("threads", self.threads, "Processor threads in all, 0 for one a core",
          Limits{.min = 0, .max = 1024});
    visit("memory", self.memory,
          "Memory to work in, as 512M: fewer jobs, threads and smaller tiles where it is short");
  }
};

/// What the command line asked for.
struct ColorizeCall {
  BatchRequest batch;
  std::string model = kDefaultModel;
  bool force = false;
  bool skip_existing = false;
  bool json = false;
  WorkOptions work;
  colorize::ColorizeOptions options;
  image::SaveOptions save;
  image::OpenOptions limits;
};

/// Tells of every picture on standard error, or as JSON on standard output. Throws what the plan of
/// the batch and loading the model throw; a single picture's failure is its exit code, one of
/// several is SomeFailed.
[[nodiscard]] ExitCode colorize_batch(const ColorizeCall& call);

}  // namespace autochrome::cli
