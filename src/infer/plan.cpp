#include "infer/plan.h"

namespace autochrome::infer {

namespace {

/// oneDNN takes what it reads as what it writes, without const. It never writes a source.
std::byte* picture_of(const ConstTensorView& view, std::int64_t picture) {
  const std::int64_t floats = view.shape.c * view.shape.plane();
  float* first = const_cast<float*>(view.data);  // NOLINT(*-const-cast)
  return reinterpret_cast<std::byte*>(first + picture * floats);
}

}  // namespace

Plan::Plan(std::vector<Step> steps,
           SlotTable::Layout slots,
           std::vector<Shape> inputs,
           std::vector<Shape> outputs)
    : steps_(std::move(steps)),
      slots_(std::move(slots)),
      inputs_(std::move(inputs)),
      outputs_(std::move(outputs)) {}

std::vector<float*> Plan::addresses(Arena& arena,
                                    std::span<const ConstTensorView> inputs,
                                    std::span<const TensorView> outputs,
                                    std::int64_t picture) const {
  const auto base = [&](const Place& place) {
    switch (place.where) {
      case Place::Where::Input:
        return picture_of(inputs[place.index], picture);
      case Place::Where::Output:
        return picture_of(outputs[place.index], picture);
      case Place::Where::Arena:
        break;
    }
    return arena.data();
  };
  std::vector<float*> all;
  all.reserve(slots_.places.size());
  for (const Place& place : slots_.places) {
    all.push_back(reinterpret_cast<float*>(base(place) + place.offset));
  }
  return all;
}

void Plan::run(Arena& arena,
               std::span<const ConstTensorView> inputs,
               std::span<const TensorView> outputs) const {
  for (std::int64_t picture = 0; picture < inputs[0].shape.n; ++picture) {
    const auto at = addresses(arena, inputs, outputs, picture);
    for (const Step& step : steps_) step.run(at);
  }
}

std::vector<std::chrono::nanoseconds> Plan::time(Arena& arena,
                                                 std::span<const ConstTensorView> inputs,
                                                 std::span<const TensorView> outputs) const {
  std::vector<std::chrono::nanoseconds> times(steps_.size());
  for (std::int64_t picture = 0; picture < inputs[0].shape.n; ++picture) {
    const auto at = addresses(arena, inputs, outputs, picture);
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      const auto start = std::chrono::steady_clock::now();
      steps_[i].run(at);
      times[i] += std::chrono::steady_clock::now() - start;
    }
  }
  return times;
}

}  // namespace autochrome::infer
