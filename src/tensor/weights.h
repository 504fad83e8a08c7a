// Named parameters of a network. Those that came as float16 stay so until someone asks for them: a
// session packs each once, from a copy that lives no longer than that.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <ranges>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tensor/derived.h"

namespace autochrome {

struct Parameter {
  std::vector<std::int64_t> dims;  ///< e.g. [out, in, kernel, kernel]
  std::vector<float> values;       ///< row-major
};

/// As Parameter; IEEE 754 binary16.
struct HalfParameter {
  std::vector<std::int64_t> dims;
  std::vector<std::uint16_t> values;
};

/// Parameters by name ("down1.conv1.weight"), in alphabetical order. Copies share the values.
/// Constant ones may be read by any number of threads.
class [[nodiscard]] Weights {
  class Item;
  using Items = std::map<std::string, std::shared_ptr<const Item>, std::less<>>;

 public:
  /// Replaces an older parameter of the same name.
  void set(std::string name, Parameter parameter);
  void set_half(std::string name, HalfParameter parameter);

  /// In float32, which is kept from now on beside the float16. Throws ModelError naming the missing
  /// parameter.
  [[nodiscard]] const Parameter& at(std::string_view name) const;

  /// As `at`, but the caller's own copy, and nothing is kept.
  [[nodiscard]] Parameter read(std::string_view name) const;

  /// What can be said of a parameter without unpacking it. Both throw as `at`.
  [[nodiscard]] const std::vector<std::int64_t>& dims(std::string_view name) const;
  [[nodiscard]] bool all_finite(std::string_view name) const;

  [[nodiscard]] bool contains(std::string_view name) const { return items_.contains(name); }

  [[nodiscard]] std::size_t size() const noexcept { return items_.size(); }

  /// In order; asks for no values.
  [[nodiscard]] auto names() const { return std::views::keys(items_); }

  /// Of all parameters together.
  [[nodiscard]] std::int64_t value_count() const;

  /// Goes through names and parameters; these are as from `at`.
  class Iterator {
   public:
    explicit Iterator(Items::const_iterator at) : at_(at) {}

    [[nodiscard]] std::pair<const std::string&, const Parameter&> operator*() const;

    Iterator& operator++() {
      ++at_;
      return *this;
    }

    friend bool operator==(const Iterator&, const Iterator&) = default;

   private:
    Items::const_iterator at_;
  };

  [[nodiscard]] Iterator begin() const { return Iterator(items_.begin()); }

  [[nodiscard]] Iterator end() const { return Iterator(items_.end()); }

  /// What has been made of these very values: kernels' forms of them.
  [[nodiscard]] Derived& derived() const noexcept { return derived_; }

 private:
  [[nodiscard]] const Item& item(std::string_view name) const;
  void replace(std::string name, std::shared_ptr<const Item> item);

  Items items_;
  mutable Derived derived_;
};

}  // namespace autochrome
