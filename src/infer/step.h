// What a plan consists of.
#pragma once

#include <functional>
#include <string>

#include "infer/slots.h"

namespace autochrome::infer {

using StepFunction = std::function<void(Addresses)>;

struct Step {
  std::string name;    ///< of the node whose value it makes
  std::string kernel;  ///< what computes it
  StepFunction run;
};

}  // namespace autochrome::infer
