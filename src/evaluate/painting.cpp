#include "evaluate/painting.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

#include "base/cores.h"
#include "base/error.h"
#include "base/stopwatch.h"
#include "color/row_kernels.h"

namespace autochrome::evaluate {

namespace {

/// One thread's painters of all contestants.
class Studio {
 public:
  explicit Studio(const Contestants& contestants) {
    for (const auto& contestant : contestants) painters_.push_back(contestant->painter());
  }

  [[nodiscard]] Paintings paint(const std::string& name,
                                std::span<const std::uint8_t> truth,
                                int size) {
    image::Plane plane{std::vector<float>(truth.size() / 3), size, size};
    lightness_.from_rgb(truth.data(), static_cast<std::ptrdiff_t>(plane.values.size()), 3,
                        plane.values.data());
    const Subject subject{name, plane, truth};
    Paintings paintings;
    for (const auto& painter : painters_) paintings.push_back(painter->paint(subject));
    return paintings;
  }

 private:
  std::vector<std::unique_ptr<Painter>> painters_;
  color::LightnessReader<std::uint8_t> lightness_;
};

/// The loop's shared state; each thread takes the next picture until none is left.
class Workshop {
 public:
  Workshop(const Examples& examples,
           const Contestants& contestants,
           std::span<const std::size_t> list,
           const PaintingLoop& loop)
      : examples_(examples), contestants_(contestants), list_(list), loop_(loop) {}

  void run() {
    const int count =
        std::min(threads_or_cores(loop_.threads), std::max(1, static_cast<int>(list_.size())));
    {
      std::vector<std::jthread> threads;
      for (int i = 0; i < count; ++i) threads.emplace_back([this] { work(); });
    }
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  void work() noexcept {
    try {
      Studio studio(contestants_);
      while (!stopped_) {
        const std::size_t place = next_++;
        if (place >= list_.size()) return;
        paint_one(place, studio);
        tell();
      }
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!failure_) failure_ = std::current_exception();
      stopped_ = true;
    }
  }

  void paint_one(std::size_t place, Studio& studio) {
    Painted painted{.place = place, .example = list_[place], .truth = {}, .paintings = {}};
    const std::string& name = examples_.name(painted.example);
    try {
      painted.truth = examples_.picture(painted.example);
    } catch (const InputError& error) {
      return refuse(place, {name, "", error.what()});
    } catch (const IoError& error) {
      return refuse(place, {name, "", error.what()});
    }
    const Stopwatch watch;
    try {
      painted.paintings = studio.paint(name, painted.truth, examples_.size());
    } catch (const UnusableResult& error) {
      return refuse(place, {name, error.contestant(), error.what()});
    }
    painted.seconds = watch.seconds();
    loop_.use(painted);
  }

  void refuse(std::size_t place, Excluded excluded) const {
    if (loop_.refuse) loop_.refuse(place, std::move(excluded));
  }

  void tell() {
    const std::lock_guard lock(mutex_);
    ++done_;
    if (loop_.progress) loop_.progress(done_, list_.size());
  }

  const Examples& examples_;
  const Contestants& contestants_;
  std::span<const std::size_t> list_;
  const PaintingLoop& loop_;
  std::atomic<std::size_t> next_ = 0;
  std::atomic<bool> stopped_ = false;
  std::mutex mutex_;  ///< guards everything below
  std::size_t done_ = 0;
  std::exception_ptr failure_;
};

}  // namespace

void paint(const Examples& examples,
           const Contestants& contestants,
           std::span<const std::size_t> list,
           const PaintingLoop& loop) {
  Workshop(examples, contestants, list, loop).run();
}

}  // namespace autochrome::evaluate
