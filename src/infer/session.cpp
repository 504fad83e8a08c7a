#include "infer/session.h"

#include <algorithm>
#include <list>

#include <fmt/format.h>

#include "base/cores.h"
#include "base/error.h"
#include "infer/planner.h"
#include "kernels/parallel.h"

namespace autochrome::infer {

namespace {

// Pictures come in few sizes; tiles and a folder's landscape and portrait need no more.
constexpr std::size_t kMostPlans = 4;

/// What is asked for, or the machine's; never more than OpenMP would really start, as oneDNN
/// divides its work by this number.
int thread_count(const SessionOptions& options) {
  return std::min(threads_or_cores(options.threads), kernels::most_threads());
}

std::vector<Shape> shapes_of(std::span<const ConstTensorView> views) {
  std::vector<Shape> shapes;
  for (const ConstTensorView& view : views) shapes.push_back(view.shape);
  return shapes;
}

/// No batch has more, so that no number of values overflows on the way to an allocation.
constexpr std::int64_t kMostValues = std::int64_t{1} << 40;

void check_size(const Shape& shape, const std::string& name) {
  std::int64_t values = 1;
  for (const std::int64_t side : {shape.n, shape.c, shape.h, shape.w}) {
    if (!__builtin_mul_overflow(values, side, &values) && values <= kMostValues) continue;
    throw ShapeError(
        fmt::format("input '{}' of the shape {} is too large: wanted at most 2^40 values", name,
                    to_text(shape)));
  }
}

void check_sides(const Shape& shape, const std::string& name, int multiple) {
  if (shape.n <= 0 || shape.c <= 0 || shape.h <= 0 || shape.w <= 0) {
    throw ShapeError(fmt::format("input '{}' cannot have the shape {}", name, to_text(shape)));
  }
  check_size(shape, name);
  if (shape.h % multiple != 0 || shape.w % multiple != 0) {
    throw ShapeError(fmt::format("input '{}' has the shape {}; wanted H and W in multiples of {}",
                                 name, to_text(shape), multiple));
  }
}

/// The plan is for one thread and not kept; what matters is what making it leaves with the network.
void pack(Network& network,
          const OneDnn& dnnl,
          std::span<const Shape> inputs,
          std::optional<std::uint64_t> dropout_seed = {}) {
  const kernels::ThreadScope threads(1);
  static_cast<void>(make_plan(network, dnnl, inputs, dropout_seed));
  kernels::return_unused_memory();
}

}  // namespace

class Session::Impl {
 public:
  Impl(const graph::Model& model, const SessionOptions& options)
      : network_(shared_network(model, options.dropout_seed.has_value())),
        dropout_seed_(options.dropout_seed),
        multiple_(model.graph.spatial_multiple()),
        threads_(thread_count(options)) {}

  template <class F>
  auto with_plan(std::span<const ConstTensorView> inputs,
                 std::span<const TensorView> outputs,
                 F&& f) {
    const kernels::ThreadScope threads(threads_);
    const Plan& plan = plan_for(shapes_of(inputs));
    check_outputs(plan, inputs, outputs);
    reserve_for(plan);
    return f(plan, arena_);
  }

  void prepare(std::vector<Shape> inputs) {
    check_inputs(inputs);
    for (Shape& shape : inputs) shape.n = 1;
    pack(*network_, dnnl_, inputs, dropout_seed_);
  }

  [[nodiscard]] std::size_t arena_bytes(std::span<const Shape> inputs) {
    const kernels::ThreadScope threads(threads_);
    return plan_for({inputs.begin(), inputs.end()}).arena_bytes();
  }

  [[nodiscard]] std::size_t memory_bytes() const {
    return arena_.bytes() + network_->packed().bytes();
  }

 private:
  void check_inputs(std::span<const Shape> inputs) const {
    const auto ids = network_->graph().inputs();
    if (inputs.size() != ids.size() || inputs.empty()) {
      throw ShapeError(
          fmt::format("the network has {} inputs and was given {}", ids.size(), inputs.size()));
    }
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      const Shape& shape = inputs[i];
      const std::string& name = network_->graph().nodes()[ids[i]].name;
      check_sides(shape, name, multiple_);
      if (shape.n != inputs[0].n) {
        throw ShapeError(fmt::format("input '{}' has {} pictures; wanted {} like the first", name,
                                     shape.n, inputs[0].n));
      }
    }
  }

  void check_outputs(const Plan& plan,
                     std::span<const ConstTensorView> inputs,
                     std::span<const TensorView> outputs) const {
    const auto names = network_->graph().outputs();
    if (outputs.size() != names.size()) {
      throw ShapeError(
          fmt::format("the network has {} outputs and was given {}", names.size(), outputs.size()));
    }
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      Shape wanted = plan.outputs()[i];
      wanted.n = inputs[0].shape.n;
      if (outputs[i].shape == wanted) continue;
      throw ShapeError(fmt::format("output '{}' has the shape {}; wanted {}", names[i].name,
                                   to_text(outputs[i].shape), to_text(wanted)));
    }
  }

  void reserve_for(const Plan& plan) {
    try {
      arena_.reserve(plan.arena_bytes());
    } catch (const std::bad_alloc& error) {
      throw MemoryError(fmt::format("no memory to work on a picture of {}: {}",
                                    to_text(plan.inputs()[0]), error.what()));
    }
  }

  /// The plan for pictures of these shapes, of any number, made if it is not among the last few
  /// used.
  const Plan& plan_for(std::vector<Shape> inputs) {
    check_inputs(inputs);
    for (Shape& shape : inputs) shape.n = 1;
    const auto fits = [&](const Plan& plan) { return std::ranges::equal(plan.inputs(), inputs); };
    const auto found = std::ranges::find_if(plans_, fits);
    if (found != plans_.end()) {
      plans_.splice(plans_.begin(), plans_, found);
    } else {
      plans_.push_front(make_plan(*network_, dnnl_, inputs, dropout_seed_));
      if (plans_.size() > kMostPlans) plans_.pop_back();
      kernels::return_unused_memory();
    }
    return plans_.front();
  }

  std::shared_ptr<Network> network_;
  std::optional<std::uint64_t> dropout_seed_;
  OneDnn dnnl_;
  int multiple_;
  int threads_;
  std::list<Plan> plans_;  ///< last used first
  Arena arena_;
};

Session::Session(const graph::Model& model, SessionOptions options)
    : impl_(std::make_unique<Impl>(model, options)) {}

Session::~Session() = default;
Session::Session(Session&&) noexcept = default;
Session& Session::operator=(Session&&) noexcept = default;

void Session::run(std::span<const ConstTensorView> inputs, std::span<const TensorView> outputs) {
  impl_->with_plan(inputs, outputs,
                   [&](const Plan& plan, Arena& arena) { plan.run(arena, inputs, outputs); });
}

std::vector<StepTime> Session::profile(std::span<const ConstTensorView> inputs,
                                       std::span<const TensorView> outputs) {
  return impl_->with_plan(inputs, outputs, [&](const Plan& plan, Arena& arena) {
    const auto times = plan.time(arena, inputs, outputs);
    std::vector<StepTime> steps;
    for (std::size_t i = 0; i < times.size(); ++i) {
      const Step& step = plan.steps()[i];
      steps.push_back({step.name, step.kernel, step.multiply_adds * inputs[0].shape.n,
                       std::chrono::duration<double, std::milli>(times[i]).count()});
    }
    return steps;
  });
}

void end_threads() noexcept { kernels::end_threads(); }

std::shared_ptr<const void> prepare(const graph::Model& model, std::span<const Shape> inputs) {
  auto network = shared_network(model, false);
  pack(*network, OneDnn(), inputs);
  return network;
}

void Session::prepare(std::span<const Shape> inputs) {
  impl_->prepare({inputs.begin(), inputs.end()});
}

std::size_t Session::arena_bytes(std::span<const Shape> inputs) {
  return impl_->arena_bytes(inputs);
}

std::size_t Session::memory_bytes() const { return impl_->memory_bytes(); }

}  // namespace autochrome::infer
