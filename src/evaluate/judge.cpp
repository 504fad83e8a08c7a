#include "evaluate/judge.h"

#include <mutex>
#include <numeric>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/error.h"
#include "base/stopwatch.h"
#include "metrics/yardstick.h"

namespace autochrome::evaluate {

namespace {

/// What became of one picture.
struct Verdict {
  std::vector<metrics::Row> rows;
  std::optional<Excluded> excluded = {};
};

std::vector<metrics::Row> measure(const Painted& painted,
                                  int size,
                                  const color::LabReader& reader) {
  const metrics::Yardstick truth(metrics::to_planes({painted.truth, size, size}, reader));
  std::vector<metrics::Row> rows;
  for (const auto& painting : painted.paintings) {
    rows.push_back(painting == painted.truth
                       ? truth.perfect()
                       : truth.measure(metrics::to_planes({painting, size, size}, reader)));
  }
  return rows;
}

InputError nothing_left(const std::vector<Excluded>& excluded) {
  const Excluded& first = excluded.front();
  return InputError(fmt::format(
      "none of {} pictures can be judged; the first, '{}'{}{}: {}", excluded.size(), first.picture,
      first.contestant.empty() ? "" : " of ", first.contestant, first.reason));
}

Judgement collect(std::vector<Verdict> verdicts) {
  Judgement judgement;
  for (std::size_t i = 0; i < verdicts.size(); ++i) {
    if (verdicts[i].excluded) {
      judgement.excluded.push_back(*std::move(verdicts[i].excluded));
      continue;
    }
    judgement.pictures.push_back(i);
    judgement.rows.push_back(std::move(verdicts[i].rows));
  }
  if (judgement.pictures.empty()) throw nothing_left(judgement.excluded);
  return judgement;
}

}  // namespace

std::span<const metrics::MetricInfo> measured(const Judgement& judgement) noexcept {
  const bool recognized = judgement.semantics && judgement.semantics->labelled;
  return recognized ? metrics::all_metrics() : metrics::pair_metrics();
}

Judgement judge(const Examples& examples,
                const Contestants& contestants,
                const JudgeOptions& options) {
  std::vector<std::size_t> everything(examples.count());
  std::iota(everything.begin(), everything.end(), std::size_t{0});
  const color::LabReader reader;
  std::vector<Verdict> verdicts(examples.count());  // each written by one thread
  std::mutex mutex;
  double painting = 0;
  double measuring = 0;
  double looking = 0;
  const auto use = [&](const Painted& painted) {
    Stopwatch watch;
    verdicts[painted.place].rows = measure(painted, examples.size(), reader);
    const double measured = watch.lap();
    if (options.look) options.look(painted);
    const double looked = watch.lap();
    const std::lock_guard lock(mutex);
    painting += painted.seconds;
    measuring += measured;
    looking += looked;
  };
  const auto refuse = [&](std::size_t place, Excluded excluded) {
    verdicts[place].excluded = std::move(excluded);
  };
  paint(examples, contestants, everything,
        {.threads = options.threads, .use = use, .refuse = refuse, .progress = options.progress});
  Judgement judgement = collect(std::move(verdicts));
  judgement.painting_seconds = painting;
  judgement.measuring_seconds = measuring;
  judgement.looking_seconds = looking;
  return judgement;
}

}  // namespace autochrome::evaluate
