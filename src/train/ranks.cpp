#include "train/ranks.h"

#include <deque>
#include <functional>
#include <future>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/error.h"
#include "train/backends.h"
#include "train/failure.h"
#include "train/pulse.h"

namespace autochrome::train {

namespace {

using std::chrono::milliseconds;
using torch::Tensor;
using Bytes = std::vector<std::uint8_t>;  // as the store keeps values

// A rank whose pulse goes on while its main thread never comes is caught by this alone.
constexpr milliseconds kLongestGloo = std::chrono::hours(2);
// On a card nobody can look at the pulse while the host waits for the stream.
constexpr milliseconds kLongestNccl = std::chrono::seconds(50);
constexpr milliseconds kGlance{500};
// Operations on the card that the host may be ahead of.
constexpr std::size_t kUnsettled = 16;
constexpr std::int64_t kBucketBytes = std::int64_t{25} << 20;

double seconds(milliseconds time) { return std::chrono::duration<double>(time).count(); }

std::string pulse_key(int rank) { return fmt::format("pulse/{}", rank); }

StorePtr reach_store(const Place& place, bool serve, milliseconds limit) {
  try {
    return open_store(place, serve, limit);
  } catch (const std::exception& failure) {
    throw Error(
        serve ? fmt::format("rank 0 cannot listen on port {}: {}", place.port, first_line(failure))
              : fmt::format("rank {}: nobody answered at {}:{} within {:g} s: {}", place.rank,
                            place.address, place.port, seconds(limit), first_line(failure)));
  }
}

/// Two launchers that disagree would otherwise wait for each other.
void check_agreement(c10d::Store& store, const Place& place) {
  const std::string own = std::to_string(place.count);
  const Bytes said = store.compareSet("count", Bytes{}, Bytes(own.begin(), own.end()));
  if (const std::string count(said.begin(), said.end()); count != own) {
    throw InputError(
        fmt::format("rank {} was told of {} ranks, another one of {}", place.rank, own, count));
  }
  if (store.add(pulse_key(place.rank), 1) != 1) {
    throw InputError(fmt::format("two processes are rank {} of {} at {}:{}; wanted each rank once",
                                 place.rank, place.count, place.address, place.port));
  }
}

void await_all(c10d::Store& store, const Place& place, milliseconds limit) {
  check_agreement(store, place);
  if (store.add("arrived", 1) == place.count) store.set("complete", Bytes{1});
  try {
    store.wait({"complete"}, limit);
  } catch (const std::exception&) {
    throw Error(fmt::format("rank {}: {} of {} ranks came to {}:{} within {:g} s", place.rank,
                            store.add("arrived", 0), place.count, place.address, place.port,
                            seconds(limit)));
  }
}

/// Each rank watches the next one: when one is silent its watcher ends, and then everybody's
/// connections break.
std::function<std::int64_t()> beat_of(const Place& place, StorePtr store) {
  const std::string own = pulse_key(place.rank);
  const std::string watched = pulse_key((place.rank + 1) % place.count);
  return [own, watched, store = std::move(store)] {
    store->add(own, 1);
    return store->add(watched, 0);
  };
}

/// Consecutive tensors of one type that together stay below the size of a bucket, or one alone.
std::vector<std::span<Tensor>> buckets_of(std::span<Tensor> tensors) {
  std::vector<std::span<Tensor>> buckets;
  std::size_t first = 0;
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    const bool full = bytes + tensors[i].nbytes() > static_cast<std::size_t>(kBucketBytes);
    if (i > first && (full || tensors[i].dtype() != tensors[first].dtype())) {
      buckets.push_back(tensors.subspan(first, i - first));
      first = i;
      bytes = 0;
    }
    bytes += tensors[i].nbytes();
  }
  if (first < tensors.size()) buckets.push_back(tensors.subspan(first));
  return buckets;
}

Tensor flattened(std::span<const Tensor> tensors) {
  std::vector<Tensor> rows;
  for (const Tensor& tensor : tensors) rows.push_back(tensor.reshape({-1}));
  return torch::cat(rows);
}

void unflatten(const Tensor& flat, std::span<Tensor> tensors) {
  std::int64_t at = 0;
  for (Tensor& tensor : tensors) {
    tensor.copy_(flat.narrow(0, at, tensor.numel()).view(tensor.sizes()));
    at += tensor.numel();
  }
}

int local_rank_of(const Place& place) {
  if (place.local_rank) return *place.local_rank;
  const auto cards = static_cast<int>(torch::cuda::device_count());
  return cards > 0 ? place.rank % cards : 0;
}

torch::Device with_index(torch::Device device, const Place& place) {
  if (!device.is_cuda() || device.has_index()) return device;
  const std::size_t cards = torch::cuda::device_count();
  // Slurm may give each of a machine's ranks a card of its own and hide the others'.
  if (cards == 1 && !place.local_count) return {torch::kCUDA, 0};
  const int local_rank = local_rank_of(place);
  if (static_cast<std::size_t>(local_rank) >= cards) {
    throw InputError(fmt::format(
        "rank {} of this machine has no graphics card of its own; libtorch sees {} here",
        local_rank, cards));
  }
  return {torch::kCUDA, static_cast<c10::DeviceIndex>(local_rank)};
}

}  // namespace

class Ranks::Group {
 public:
  Group(const Place& place, const torch::Device& device, const RankLimits& limits);
  ~Group();
  Group(const Group&) = delete;
  Group& operator=(const Group&) = delete;

  /// Runs `start(backend, tensor)`, an operation in place, wherever the tensor lies.
  template <class Start>
  void run(Tensor& tensor, Start start);

  /// An operation is under way that will never end, so the threads in it cannot be joined.
  [[nodiscard]] bool stuck() const noexcept { return stuck_; }

 private:
  [[nodiscard]] BackendPtr connected(const Place& place) const;
  void await(c10d::Work& work);
  void settle();
  [[noreturn]] void lose(const std::string& reason) const;

  int rank_;
  RankLimits limits_;
  StorePtr store_;
  BackendPtr gloo_;
  BackendPtr nccl_;
  std::deque<WorkPtr> unsettled_;
  bool stuck_ = false;
  std::unique_ptr<Pulse> pulse_;
};

Ranks::Group::Group(const Place& place, const torch::Device& device, const RankLimits& limits)
    : rank_(place.rank), limits_(limits) {
  const bool serve = rank_ == 0 && !place.agent_attempt;
  store_ = reach_store(place, serve, limits.join);
  await_all(*store_, place, limits.join);
  // A connection of its own: the other one may be in a long wait.
  pulse_ = std::make_unique<Pulse>(beat_of(place, reach_store(place, false, limits.join)),
                                   limits.silence);
  gloo_ = connected(place);
  if (device.is_cuda()) nccl_ = make_nccl(store_, place, kLongestNccl);
}

Ranks::Group::~Group() {
  unsettled_.clear();
  if (nccl_) shut_down_nccl(*nccl_);
}

BackendPtr Ranks::Group::connected(const Place& place) const {
  // Gloo has one limit for connecting and for every operation: its own is too long for this.
  std::packaged_task<BackendPtr()> connect(
      [store = store_, place] { return make_gloo(store, place, kLongestGloo); });
  std::future<BackendPtr> connection = connect.get_future();
  std::thread(std::move(connect)).detach();
  while (connection.wait_for(kGlance) != std::future_status::ready) {
    if (pulse_->silent()) lose("it came, but did not connect");
  }
  try {
    return connection.get();
  } catch (const std::exception& failure) {
    throw Error(fmt::format("rank {} cannot connect to the other {}: {}", rank_, place.count - 1,
                            first_line(failure)));
  }
}

template <class Start>
void Ranks::Group::run(Tensor& tensor, Start start) {
  const torch::NoGradGuard no_gradient;
  if (tensor.is_cuda() && nccl_) {
    Tensor dense = tensor.contiguous();
    try {
      settle();
      unsettled_.push_back(start(*nccl_, dense));
      unsettled_.back()->wait();  // the stream waits, not the host
    } catch (const Error&) {
      throw;
    } catch (const std::exception& failure) {
      stuck_ = true;
      lose(first_line(failure));
    }
    if (!dense.is_same(tensor)) tensor.copy_(dense);
    return;
  }
  Tensor dense = tensor.to(torch::kCPU).contiguous();
  try {
    await(*start(*gloo_, dense));
  } catch (const Error&) {
    throw;
  } catch (const std::exception& failure) {
    lose(first_line(failure));
  }
  if (!dense.is_same(tensor)) tensor.copy_(dense);
}

void Ranks::Group::await(c10d::Work& work) {
  while (true) {
    try {
      work.wait(kGlance);
      return;
    } catch (const std::exception& failure) {
      if (work.exception()) lose(first_line(failure));
    }
    if (pulse_->silent()) {
      stuck_ = true;
      lose(fmt::format("no sign of life for {:g} s", seconds(limits_.silence)));
    }
  }
}

void Ranks::Group::settle() {
  while (!unsettled_.empty()) {
    c10d::Work& oldest = *unsettled_.front();
    const bool done = oldest.isCompleted();
    if (oldest.exception()) {
      stuck_ = true;
      lose("an operation between the cards failed or took too long");
    }
    if (!done && unsettled_.size() < kUnsettled) return;
    if (!done) {
      std::this_thread::sleep_for(std::chrono::microseconds(50));
    } else {
      unsettled_.pop_front();
    }
  }
}

void Ranks::Group::lose(const std::string& reason) const {
  throw Error(
      fmt::format("rank {}: another rank no longer answers ({}); '--resume' goes on from the last "
                  "checkpoint",
                  rank_, reason));
}

Ranks::Ranks(const Place& place, torch::Device device, const RankLimits& limits)
    : rank_(place.rank),
      count_(place.count),
      device_(with_index(device, place)),
      group_(count_ > 1 ? std::make_unique<Group>(place, device_, limits) : nullptr) {}

Ranks::Ranks(Ranks&&) noexcept = default;

Ranks::~Ranks() {
  // A stuck group is left to the end of the process, which its error is about to bring.
  if (group_ && group_->stuck()) static_cast<void>(group_.release());
}

void Ranks::sum(Tensor& tensor) const {
  if (!group_) return;
  group_->run(tensor, [](Backend& backend, Tensor& dense) {
    std::vector<Tensor> tensors = {dense};
    return backend.allreduce(tensors);
  });
}

void Ranks::average(std::span<Tensor> tensors) const {
  if (!group_) return;
  const torch::NoGradGuard no_gradient;
  for (const std::span<Tensor> bucket : buckets_of(tensors)) {
    Tensor flat = flattened(bucket);
    sum(flat);
    unflatten(flat.div_(count_), bucket);
  }
}

void Ranks::broadcast(Tensor& tensor) const {
  if (!group_) return;
  group_->run(tensor, [](Backend& backend, Tensor& dense) {
    std::vector<Tensor> tensors = {dense};
    return backend.broadcast(tensors);
  });
}

Tensor Ranks::gather(const Tensor& tensor) const {
  // A sum in which every other rank has zeros in this one's place; exact, and meant for what is
  // small.
  std::vector<std::int64_t> shape = tensor.sizes().vec();
  shape.insert(shape.begin(), count_);
  Tensor all = torch::zeros(shape, tensor.options());
  all.select(0, rank_).copy_(tensor);
  sum(all);
  return all;
}

void Ranks::barrier() const {
  Tensor nothing = torch::zeros({1});
  sum(nothing);
}

}  // namespace autochrome::train
