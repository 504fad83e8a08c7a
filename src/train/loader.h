// Batches made ready by threads of their own while the network learns from earlier ones.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "train/objective.h"

namespace autochrome::train {

class Loader {
 public:
  /// `prepare` makes the example of a place; it runs in `workers` threads at once, for the places
  /// `first` to `end` - 1. At most `ahead` examples wait to be fetched.
  Loader(std::function<Example(std::size_t)> prepare,
         std::size_t first,
         std::size_t end,
         int workers,
         std::size_t ahead = 4);
  /// Leaves what was not fetched.
  ~Loader();
  Loader(const Loader&) = delete;
  Loader& operator=(const Loader&) = delete;

  /// The next example, in the places' order, whichever thread was first. Throws what `prepare`
  /// threw for it.
  [[nodiscard]] Example next();

 private:
  struct Slot {
    std::optional<Example> example;
    std::exception_ptr failure;
  };

  void work();
  void leave();

  std::function<Example(std::size_t)> prepare_;
  std::size_t end_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t claimed_;  ///< the place that the next free thread will prepare
  std::size_t fetched_;  ///< the place that `next` will return
  bool leaving_ = false;
  std::vector<Slot> slots_;  ///< of a place: at place modulo size
  std::vector<std::thread> threads_;
};

}  // namespace autochrome::train
