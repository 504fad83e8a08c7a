#include "train/loader.h"

#include <utility>

#include <omp.h>

namespace autochrome::train {

namespace {

/// One core is enough to prepare with; the others belong to the network.
void use_one_core() {
  at::get_num_threads();  // libtorch sets a thread's number when it is first asked for
  omp_set_num_threads(1);
}

}  // namespace

Loader::Loader(std::function<Example(std::size_t)> prepare,
               std::size_t first,
               std::size_t end,
               int workers,
               std::size_t ahead)
    : prepare_(std::move(prepare)), end_(end), claimed_(first), fetched_(first), slots_(ahead) {
  try {
    for (int i = 0; i < workers; ++i) threads_.emplace_back([this] { work(); });
  } catch (...) {
    leave();  // the system has no thread left; those there are would end the program
    throw;
  }
}

Loader::~Loader() { leave(); }

void Loader::leave() {
  {
    const std::lock_guard lock(mutex_);
    leaving_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void Loader::work() {
  use_one_core();
  torch::NoGradGuard no_gradient;
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] {
      return leaving_ || claimed_ >= end_ || claimed_ < fetched_ + slots_.size();
    });
    if (leaving_ || claimed_ >= end_) return;
    const std::size_t place = claimed_++;
    lock.unlock();
    Slot made;
    try {
      made.example = prepare_(place);
    } catch (...) {
      made.failure = std::current_exception();
    }
    lock.lock();
    slots_[place % slots_.size()] = std::move(made);
    changed_.notify_all();
  }
}

Example Loader::next() {
  std::unique_lock lock(mutex_);
  Slot& slot = slots_[fetched_ % slots_.size()];
  changed_.wait(lock, [&slot] { return slot.example || slot.failure; });
  const Slot taken = std::exchange(slot, {});
  ++fetched_;
  lock.unlock();
  changed_.notify_all();
  if (taken.failure) std::rethrow_exception(taken.failure);
  return *taken.example;
}

}  // namespace autochrome::train
