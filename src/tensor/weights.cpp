#include "tensor/weights.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>
#include <mutex>
#include <optional>

#include <fmt/format.h>

#include "base/error.h"
#include "tensor/half.h"

namespace autochrome {

namespace {

Parameter unpacked(const HalfParameter& halves) {
  Parameter parameter{halves.dims, std::vector<float>(halves.values.size())};
  from_halves(halves.values, parameter.values.data());
  return parameter;
}

/// Without a branch, so that compilers vectorise it: every start of the program waits for this.
/// `infinity` is the form's, whose magnitudes are ordered as their bits are.
template <class Bits, class Value>
bool all_below(const std::vector<Value>& values, Bits infinity) {
  constexpr Bits kMagnitude = std::numeric_limits<Bits>::max();
  Bits largest = 0;
  for (const Value value : values) {
    const auto magnitude = static_cast<Bits>(std::bit_cast<Bits>(value) & kMagnitude);
    largest = std::max(largest, magnitude);
  }
  return largest < infinity;
}

}  // namespace

class Weights::Item {
 public:
  explicit Item(Parameter floats) : floats_(std::move(floats)) {}

  explicit Item(HalfParameter halves) : halves_(std::move(halves)) {}

  [[nodiscard]] const Parameter& floats() const {
    if (halves_) std::call_once(once_, [this] { floats_ = unpacked(*halves_); });
    return floats_;
  }

  [[nodiscard]] Parameter read() const { return halves_ ? unpacked(*halves_) : floats_; }

  [[nodiscard]] const std::vector<std::int64_t>& dims() const {
    return halves_ ? halves_->dims : floats_.dims;
  }

  [[nodiscard]] bool all_finite() const {
    if (halves_) return all_below<std::int16_t>(halves_->values, 0x7c00);
    return all_below<std::int32_t>(floats_.values, 0x7f800000);
  }

  [[nodiscard]] std::size_t count() const {
    return halves_ ? halves_->values.size() : floats_.values.size();
  }

 private:
  std::optional<HalfParameter> halves_;
  mutable std::once_flag once_;
  mutable Parameter floats_;
};

void Weights::replace(std::string name, std::shared_ptr<const Item> item) {
  items_.insert_or_assign(std::move(name), std::move(item));
  derived_.forget();
}

void Weights::set(std::string name, Parameter parameter) {
  replace(std::move(name), std::make_shared<const Item>(std::move(parameter)));
}

void Weights::set_half(std::string name, HalfParameter parameter) {
  replace(std::move(name), std::make_shared<const Item>(std::move(parameter)));
}

const Weights::Item& Weights::item(std::string_view name) const {
  const auto found = items_.find(name);
  if (found == items_.end()) {
    throw ModelError(fmt::format("there is no parameter '{}' among {}", name, items_.size()));
  }
  return *found->second;
}

const Parameter& Weights::at(std::string_view name) const { return item(name).floats(); }

Parameter Weights::read(std::string_view name) const { return item(name).read(); }

const std::vector<std::int64_t>& Weights::dims(std::string_view name) const {
  return item(name).dims();
}

bool Weights::all_finite(std::string_view name) const { return item(name).all_finite(); }

std::int64_t Weights::value_count() const {
  std::size_t count = 0;
  for (const auto& [name, item] : items_) count += item->count();
  return static_cast<std::int64_t>(count);
}

std::pair<const std::string&, const Parameter&> Weights::Iterator::operator*() const {
  return {at_->first, at_->second->floats()};
}

}  // namespace autochrome
