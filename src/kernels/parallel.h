// Loops over the threads that oneDNN uses too: OpenMP's, as many as the session was given.
#pragma once

#include <cstdint>

#include <omp.h>

namespace autochrome::kernels {

/// f(i) for i in [0, count), in any order; every i is the work of one thread.
template <class F>
void parallel_for(std::int64_t count, F&& f) {
#pragma omp parallel for schedule(static)
  for (std::int64_t i = 0; i < count; ++i) f(i);
}

/// Of the calling thread among those of a parallel_for, from 0 up to the session's number.
[[nodiscard]] inline int thread_number() noexcept { return omp_get_thread_num(); }

/// How many threads a parallel_for would use now.
[[nodiscard]] inline int thread_count() noexcept { return omp_get_max_threads(); }

/// Beyond this OpenMP starts none (OMP_THREAD_LIMIT).
[[nodiscard]] inline int most_threads() noexcept { return omp_get_thread_limit(); }

/// Ends the threads that wait for the calling thread's next parallel_for, which starts them anew.
/// Waiting keeps a core busy for some milliseconds, which is right between the layers of a network
/// and wrong behind the last.
inline void end_threads() noexcept { omp_pause_resource_all(omp_pause_soft); }

/// The calling thread's regions use `threads` threads for as long as the object lives.
class ThreadScope {
 public:
  explicit ThreadScope(int threads) noexcept : before_(omp_get_max_threads()) {
    omp_set_num_threads(threads);
  }

  ~ThreadScope() { omp_set_num_threads(before_); }

  ThreadScope(const ThreadScope&) = delete;
  ThreadScope& operator=(const ThreadScope&) = delete;

 private:
  int before_;
};

}  // namespace autochrome::kernels
