// One lambda an op: std::visit(Cases{[](const Conv2d&) {...}, ...}, op).
#pragma once

namespace autochrome::graph {

template <class... Lambdas>
struct Cases : Lambdas... {
  using Lambdas::operator()...;
};

template <class... Lambdas>
Cases(Lambdas...) -> Cases<Lambdas...>;

}  // namespace autochrome::graph
