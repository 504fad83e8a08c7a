// A few threads that work tasks off side by side and give the results back in order of submission,
// so that what is written from them is the same whatever the number of threads.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <thread>
#include <vector>

namespace autochrome::prepare {

/// Used from one thread. Memory is bounded by the caller, who takes results before `pending` grows.
template <class Result>
class OrderedPool {
 public:
  explicit OrderedPool(std::size_t threads) {
    for (std::size_t i = 0; i < threads; ++i) {
      threads_.emplace_back([this](const std::stop_token& stop) { work(stop); });
    }
  }

  void submit(std::function<Result()> task) {
    std::packaged_task<Result()> packaged(std::move(task));
    results_.push_back(packaged.get_future());
    {
      const std::lock_guard lock(mutex_);
      tasks_.push_back(std::move(packaged));
    }
    ready_.notify_one();
  }

  /// Tasks submitted whose results were not taken.
  [[nodiscard]] std::size_t pending() const noexcept { return results_.size(); }

  /// The oldest result, waited for; rethrows what its task threw.
  [[nodiscard]] Result take() {
    std::future<Result> oldest = std::move(results_.front());
    results_.pop_front();
    return oldest.get();
  }

 private:
  void work(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (ready_.wait(lock, stop, [this] { return !tasks_.empty(); })) {
      if (stop.stop_requested()) return;
      std::packaged_task<Result()> task = std::move(tasks_.front());
      tasks_.pop_front();
      lock.unlock();
      task();
      lock.lock();
    }
  }

  std::deque<std::future<Result>> results_;
  std::mutex mutex_;
  std::condition_variable_any ready_;
  std::deque<std::packaged_task<Result()>> tasks_;
  std::vector<std::jthread> threads_;  // last, so that they end before what they use
};

}  // namespace autochrome::prepare
