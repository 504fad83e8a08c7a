// What a plan consists of.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "infer/slots.h"

namespace autochrome::infer {

using StepFunction = std::function<void(Addresses)>;

struct Step {
  std::string name;                ///< of the node that it runs, perhaps with others behind
  std::string kernel;              ///< what computes it
  std::int64_t multiply_adds = 0;  ///< that it stands for, done directly
  StepFunction run;
};

}  // namespace autochrome::infer
