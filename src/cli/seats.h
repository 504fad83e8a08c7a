// A fixed number of things that are handed round among more threads than there are of them.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace autochrome::cli {

/// `Tool` is what comes with a seat: a network ready to run.
template <class Tool>
class Seats {
 public:
  /// Kept until it is left or goes out of scope.
  class Seat {
   public:
    Seat(Seats& seats, Tool* tool) noexcept : seats_(seats), tool_(tool) {}

    ~Seat() { leave(); }

    Seat(const Seat&) = delete;
    Seat& operator=(const Seat&) = delete;

    [[nodiscard]] Tool& tool() const noexcept { return *tool_; }

    void leave() {
      if (Tool* const tool = std::exchange(tool_, nullptr)) seats_.put_back(tool);
    }

   private:
    Seats& seats_;
    Tool* tool_;
  };

  /// As many as `most`, each made by `make`, which returns a std::unique_ptr.
  template <class Make>
  Seats(int most, const Make& make) {
    for (int i = 0; i < most; ++i) tools_.push_back(make());
    for (auto& tool : tools_) free_.push_back(tool.get());
  }

  /// Waits until one is free.
  [[nodiscard]] Seat take() {
    std::unique_lock lock(mutex_);
    left_.wait(lock, [this] { return !free_.empty(); });
    Tool* const tool = free_.back();
    free_.pop_back();
    return {*this, tool};
  }

 private:
  void put_back(Tool* tool) {
    {
      const std::lock_guard lock(mutex_);
      free_.push_back(tool);
    }
    left_.notify_one();
  }

  std::vector<std::unique_ptr<Tool>> tools_;
  std::mutex mutex_;
  std::condition_variable left_;
  std::vector<Tool*> free_;
};

}  // namespace autochrome::cli
