#include "infer/winograd_step.h"

namespace autochrome::infer {

namespace {

std::vector<const float*> addresses_of(const std::vector<Slot>& slots, Addresses at) {
  std::vector<const float*> all;
  all.reserve(slots.size());
  for (const Slot slot : slots) all.push_back(at[slot]);
  return all;
}

}  // namespace

std::vector<Slot> WinogradStep::touched() const {
  std::vector<Slot> all = from;
  all.insert(all.end(), added.begin(), added.end());
  all.insert(all.end(), {to, scratch});
  return all;
}

void WinogradStep::run(Addresses at,
                       const std::function<void(const kernels::WinogradData&)>& f) const {
  const auto read = addresses_of(from, at);
  const auto summed = addresses_of(added, at);
  f({read, at[to], weights->data(), bias->data(), summed, at[scratch]});
}

}  // namespace autochrome::infer
