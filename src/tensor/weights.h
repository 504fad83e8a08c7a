// Named parameters of a network, float32 in memory whatever the file holds.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace autochrome {

struct Parameter {
  std::vector<std::int64_t> dims;  ///< e.g. [out, in, kernel, kernel]
  std::vector<float> values;       ///< row-major
};

/// Parameters by name ("down1.conv1.weight"), in alphabetical order.
class [[nodiscard]] Weights {
 public:
  /// Replaces an older parameter of the same name.
  void set(std::string name, Parameter parameter);

  /// Throws ModelError naming the missing parameter.
  [[nodiscard]] const Parameter& at(std::string_view name) const;

  [[nodiscard]] bool contains(std::string_view name) const { return items_.contains(name); }

  [[nodiscard]] std::size_t size() const noexcept { return items_.size(); }

  [[nodiscard]] auto begin() const { return items_.begin(); }

  [[nodiscard]] auto end() const { return items_.end(); }

 private:
  std::map<std::string, Parameter, std::less<>> items_;
};

}  // namespace autochrome
