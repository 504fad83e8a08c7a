#include "infer/winograd_lowering.h"

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "infer/own_epilogue.h"
#include "infer/winograd_step.h"
#include "infer/winograd_strips.h"
#include "kernels/narrow_conv.h"
#include "kernels/parallel.h"
#include "kernels/winograd_convolution.h"

namespace autochrome::infer {

namespace {

// Floats in blocks that stay in a cache, so that strips of them gain nothing: a megabyte.
constexpr std::size_t kFewResults = 1 << 18;

/// How weights are packed: as taps they are so for every tiling of as many.
std::string form_of(const kernels::Winograd& winograd) {
  if (winograd.weights == kernels::WeightForm::Points) return to_text(winograd.tiling);
  const int taps = size_of(winograd.tiling).taps;
  return fmt::format("{0}x{0} taps", taps);
}

/// What the steps of one convolution have in common.
class Lowering {
 public:
  Lowering(Network& network, PlanBuilder& plan, const Task& task, std::span<const Part> parts)
      : network_(network), plan_(plan), task_(task), parts_(parts) {
    for (const Part& part : parts) {
      sources_.push_back({plan.shape(part.id), part.enlarged});
      if (part.enlarged) sources_.back().shape.h *= 2;
      if (part.enlarged) sources_.back().shape.w *= 2;
    }
  }

  [[nodiscard]] std::span<const kernels::Source> sources() const noexcept { return sources_; }

  [[nodiscard]] const Shape& to() const { return plan_.shape(task_.output); }

  using Pack =
      std::function<kernels::PackedFloats(const kernels::Winograd&, std::span<const float>)>;

  /// All of the step but where it writes. `phase` tells apart weights that are packed alike.
  [[nodiscard]] WinogradStep step_of(kernels::Winograd winograd,
                                     std::int64_t outputs,
                                     const Pack& pack,
                                     const std::string& phase = "") {
    WinogradStep step;
    step.winograd = std::move(winograd);
    for (std::size_t i = 0; i < step.winograd.from.size(); ++i) {
      step.from.push_back(plan_.stored_as(parts_[i % parts_.size()].id, native_layout()));
    }
    step.winograd.epilogue = own_epilogue(plan_, task_, step.added);
    std::string form = form_of(step.winograd) + phase + " of";
    for (const kernels::Source& source : sources_) form += fmt::format(" {}", source.shape.c);
    const graph::Node& node = plan_.graph().nodes()[task_.node];
    step.weights = network_.packed().packed(
        node, form, [&](const Parameter& weight) { return pack(step.winograd, weight.values); });
    step.bias = network_.packed().bias(node, native_layout().padded(outputs));
    return step;
  }

  /// Steps that write to one value, one after another, in the same scratch memory.
  void emit(std::vector<WinogradStep> steps) {
    const Slot to = plan_.target(task_.output, native_layout());
    const Slot scratch =
        plan_.scratch(scratch_floats(steps[0].winograd, kernels::thread_count()) * sizeof(float));
    for (WinogradStep& step : steps) {
      step.to = to;
      step.scratch = scratch;
    }
    plan_.set_stored(task_.output, {to, native_layout()});
    const std::string kernel = "winograd " + to_text(steps[0].winograd.tiling);
    const auto touched = steps[0].touched();
    plan_.emit(task_.node, kernel, touched, [steps = std::move(steps)](Addresses at) {
      for (const WinogradStep& step : steps) step(at);
    });
  }

  /// Whether the results are wanted plain and few, so that in blocks they would mostly be padding,
  /// and too large for that to stay in a cache: strips cost a meeting of the threads each.
  [[nodiscard]] bool is_plain_result(const graph::ConvTranspose2d& conv,
                                     const WinogradStep& step) const {
    return conv.out <= kernels::kMostNarrowChannels && plan_.is_output(task_.output) &&
           step.added.empty() && native_layout().floats(to()) > kFewResults;
  }

  void emit_strips(WinogradStep step) {
    const WinogradStrips strips(step.winograd, to(), kernels::thread_count());
    step.to = plan_.target(task_.output, kernels::kPlain);
    step.scratch = plan_.scratch(strips.scratch_floats() * sizeof(float));
    plan_.set_stored(task_.output, {step.to, kernels::kPlain});
    const std::string kernel = fmt::format("winograd {} in strips", to_text(step.winograd.tiling));
    const auto touched = step.touched();
    plan_.emit(task_.node, kernel, touched, [strips, step = std::move(step)](Addresses at) {
      step.run(at, [&](const kernels::WinogradData& data) { strips.run(data); });
    });
  }

 private:
  Network& network_;
  PlanBuilder& plan_;
  const Task& task_;
  std::span<const Part> parts_;
  std::vector<kernels::Source> sources_;
};

bool lower_phases(Lowering& lowering, const graph::ConvTranspose2d& conv) {
  std::vector<WinogradStep> steps;
  for (kernels::Winograd& winograd : kernels::plan_phases(
           conv, lowering.sources(), lowering.to(), instructions(), kernels::thread_count())) {
    const auto phase = static_cast<int>(steps.size());
    const auto pack = [&](const kernels::Winograd& one, std::span<const float> weights) {
      return pack_phase(one, conv, phase, lowering.sources(), weights);
    };
    steps.push_back(
        lowering.step_of(std::move(winograd), conv.out, pack, fmt::format(", phase {},", phase)));
  }
  if (steps.empty()) return false;
  lowering.emit(std::move(steps));
  return true;
}

/// By one step, if any.
template <class Conv>
std::optional<WinogradStep> whole_step(Lowering& lowering, const Conv& conv) {
  auto winograd = kernels::plan_winograd(conv, lowering.sources(), lowering.to(), instructions(),
                                         kernels::thread_count());
  if (!winograd) return {};
  const auto pack = [&](const kernels::Winograd& one, std::span<const float> weights) {
    return pack_weights(one, conv, lowering.sources(), weights);
  };
  return lowering.step_of(*std::move(winograd), conv.out, pack);
}

}  // namespace

bool lower_winograd(Network& network,
                    PlanBuilder& plan,
                    const Task& task,
                    const graph::Conv2d& conv,
                    std::span<const Part> parts) {
  Lowering lowering(network, plan, task, parts);
  auto step = whole_step(lowering, conv);
  if (!step) return false;
  lowering.emit({*std::move(step)});
  return true;
}

bool lower_winograd(Network& network,
                    PlanBuilder& plan,
                    const Task& task,
                    const graph::ConvTranspose2d& conv,
                    std::span<const Part> parts) {
  Lowering lowering(network, plan, task, parts);
  if (lower_phases(lowering, conv)) return true;
  auto step = whole_step(lowering, conv);
  if (!step) return false;
  if (lowering.is_plain_result(conv, *step)) {
    lowering.emit_strips(*std::move(step));
  } else {
    lowering.emit({*std::move(step)});
  }
  return true;
}

}  // namespace autochrome::infer
