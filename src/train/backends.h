// libtorch's process groups, made for our use; what differs between its versions and builds stays
// in here. For ranks.cpp and its test alone: these headers are long.
#pragma once

#include <chrono>

#include <torch/csrc/distributed/c10d/ProcessGroup.hpp>
#include <torch/csrc/distributed/c10d/Store.hpp>
#include <torch/version.h>
#if TORCH_VERSION_MAJOR >= 2
#include <torch/csrc/distributed/c10d/Backend.hpp>
#endif

#include "train/place.h"

namespace autochrome::train {

#if TORCH_VERSION_MAJOR >= 2
using Backend = c10d::Backend;
#else
using Backend = c10d::ProcessGroup;
#endif

using StorePtr = c10::intrusive_ptr<c10d::Store>;
using BackendPtr = c10::intrusive_ptr<Backend>;
using WorkPtr = c10::intrusive_ptr<c10d::Work>;

/// The key-value store through which ranks find each other; `serve` where this process is to hold
/// it for all. Throws what libtorch throws.
[[nodiscard]] StorePtr open_store(const Place& place, bool serve, std::chrono::milliseconds limit);

/// For tensors in main memory; connects to all ranks. That, and an operation, take `longest` at
/// most. Throws what libtorch throws.
[[nodiscard]] BackendPtr make_gloo(const StorePtr& store,
                                   const Place& place,
                                   std::chrono::milliseconds longest);

/// For tensors on graphics cards; null where libtorch or this build has no NCCL. An operation that
/// takes longer than `longest` on the card is ended and its work holds an exception.
[[nodiscard]] BackendPtr make_nccl(const StorePtr& store,
                                   const Place& place,
                                   std::chrono::milliseconds longest);

/// Ends what `make_nccl` made, before it is destroyed: libtorch since 2.4 wants that said.
void shut_down_nccl(Backend& nccl) noexcept;

}  // namespace autochrome::train
