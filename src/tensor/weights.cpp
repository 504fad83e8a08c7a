#include "tensor/weights.h"

#include <fmt/format.h>

#include "base/error.h"

namespace autochrome {

void Weights::set(std::string name, Parameter parameter) {
  items_.insert_or_assign(std::move(name), std::move(parameter));
}

const Parameter& Weights::at(std::string_view name) const {
  const auto found = items_.find(name);
  if (found == items_.end()) {
    throw ModelError(fmt::format("there is no parameter '{}' among {}", name, items_.size()));
  }
  return found->second;
}

}  // namespace autochrome
