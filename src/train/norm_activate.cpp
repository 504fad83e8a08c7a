#include "train/norm_activate.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <ATen/Parallel.h>

// One function for every processor of the family: the loader picks the widest.
#if defined(__x86_64__)
#define AUTOCHROME_CLONES [[gnu::target_clones("avx512f", "avx2", "default")]]
#else
#define AUTOCHROME_CLONES
#endif

namespace autochrome::train {

namespace {

using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr auto kChannelsLast = torch::MemoryFormat::ChannelsLast;

/// Pixels whose sums are floats; those of all of them are doubles.
constexpr std::int64_t kRun = 256;
/// Pixels that are added up in registers.
constexpr std::int64_t kStep = 8;

/// Pixels of so many channels.
struct Pixels {
  std::int64_t count;
  std::int64_t channels;

  [[nodiscard]] std::int64_t runs() const { return (count + kRun - 1) / kRun; }
};

Pixels pixels_of(const Tensor& x) { return {x.numel() / x.size(1), x.size(1)}; }

/// What the channels are multiplied by and moved by, and the slope of the negative side.
struct Lines {
  const float* scale;
  const float* shift;
  float slope;
};

/// Of a run: a value a channel each.
struct Sums {
  float* first;
  float* second;
};

/// Adds x - origin and its square.
template <std::int64_t Step>
[[gnu::always_inline]] inline void add_moments(const float* x,
                                               std::int64_t channels,
                                               const float* origin,
                                               Sums sums) {
#pragma omp simd
  for (std::int64_t c = 0; c < channels; ++c) {
    float sum = 0;
    float squares = 0;
    for (std::int64_t i = 0; i < Step; ++i) {
      const float d = x[i * channels + c] - origin[c];
      sum += d;
      squares += d * d;
    }
    sums.first[c] += sum;
    sums.second[c] += squares;
  }
}

AUTOCHROME_CLONES void moments(const float* x, Pixels pixels, const float* origin, Sums sums) {
  std::int64_t i = 0;
  for (; i + kStep <= pixels.count; i += kStep) {
    add_moments<kStep>(x + i * pixels.channels, pixels.channels, origin, sums);
  }
  for (; i < pixels.count; ++i) {
    add_moments<1>(x + i * pixels.channels, pixels.channels, origin, sums);
  }
}

AUTOCHROME_CLONES void map_lines(const float* x, float* y, Pixels pixels, Lines lines) {
  for (std::int64_t i = 0; i < pixels.count; ++i, x += pixels.channels, y += pixels.channels) {
#pragma omp simd
    for (std::int64_t c = 0; c < pixels.channels; ++c) {
      const float v = x[c] * lines.scale[c] + lines.shift[c];
      y[c] = v > 0 ? v : v * lines.slope;
    }
  }
}

/// Adds the gradient before the activation, and its product with x - mean.
template <std::int64_t Step>
[[gnu::always_inline]] inline void add_gradients(const float* x,
                                                 const float* of_y,
                                                 std::int64_t channels,
                                                 Lines lines,
                                                 const float* mean,
                                                 Sums sums) {
#pragma omp simd
  for (std::int64_t c = 0; c < channels; ++c) {
    float sum = 0;
    float product = 0;
    for (std::int64_t i = 0; i < Step; ++i) {
      const float value = x[i * channels + c];
      const float given = of_y[i * channels + c];
      const float g = value * lines.scale[c] + lines.shift[c] > 0 ? given : given * lines.slope;
      sum += g;
      product += g * (value - mean[c]);
    }
    sums.first[c] += sum;
    sums.second[c] += product;
  }
}

AUTOCHROME_CLONES void gradient_sums(
    const float* x, const float* of_y, Pixels pixels, Lines lines, const float* mean, Sums sums) {
  const std::int64_t channels = pixels.channels;
  std::int64_t i = 0;
  for (; i + kStep <= pixels.count; i += kStep) {
    add_gradients<kStep>(x + i * channels, of_y + i * channels, channels, lines, mean, sums);
  }
  for (; i < pixels.count; ++i) {
    add_gradients<1>(x + i * channels, of_y + i * channels, channels, lines, mean, sums);
  }
}

/// of_x = scale · gradient + pull · x + offset.
AUTOCHROME_CLONES void map_gradient(const float* x,
                                    const float* of_y,
                                    float* of_x,
                                    Pixels pixels,
                                    Lines lines,
                                    const float* pull,
                                    const float* offset) {
  for (std::int64_t i = 0; i < pixels.count; ++i) {
    const std::int64_t at = i * pixels.channels;
#pragma omp simd
    for (std::int64_t c = 0; c < pixels.channels; ++c) {
      const float value = x[at + c];
      const float given = of_y[at + c];
      const float g = value * lines.scale[c] + lines.shift[c] > 0 ? given : given * lines.slope;
      of_x[at + c] = lines.scale[c] * g + pull[c] * value + offset[c];
    }
  }
}

/// Calls f(number, offset of its first float, its pixels) for every run, on all threads.
template <class F>
void for_runs(const Pixels& pixels, F&& f) {
  at::parallel_for(0, pixels.runs(), 1, [&](std::int64_t first, std::int64_t end) {
    for (std::int64_t run = first; run < end; ++run) {
      const std::int64_t count = std::min(kRun, pixels.count - run * kRun);
      f(run, run * kRun * pixels.channels, Pixels{count, pixels.channels});
    }
  });
}

/// Two sums a channel over all runs, in their order whatever the threads.
struct Totals {
  std::vector<double> first;
  std::vector<double> second;
};

/// `add` is given what for_runs gives, and where to add its run's sums.
template <class F>
Totals totals_of(const Pixels& pixels, F&& add) {
  const auto channels = static_cast<std::size_t>(pixels.channels);
  std::vector<float> sums(2 * channels * static_cast<std::size_t>(pixels.runs()));
  for_runs(pixels, [&](std::int64_t run, std::int64_t at, const Pixels& part) {
    float* own = sums.data() + 2 * run * pixels.channels;
    add(at, part, Sums{own, own + pixels.channels});
  });
  Totals totals{std::vector<double>(channels), std::vector<double>(channels)};
  for (auto own = sums.begin(); own != sums.end();) {
    for (double& total : totals.first) total += *own++;
    for (double& total : totals.second) total += *own++;
  }
  return totals;
}

class NormActivate : public torch::autograd::Function<NormActivate> {
 public:
  static Tensor forward(AutogradContext* context,
                        const Tensor& input,
                        const Tensor& weight,
                        const Tensor& bias,
                        Tensor running_mean,
                        Tensor running_var,
                        double share,
                        double epsilon,
                        double slope) {
    const Tensor x = input.contiguous(kChannelsLast);
    const Pixels pixels = pixels_of(x);
    const Tensor y = torch::empty_like(x);
    const Tensor mean = torch::empty_like(weight);
    const Tensor deviation = torch::empty_like(weight);
    const Tensor scale = torch::empty_like(weight);
    const Tensor shift = torch::empty_like(weight);
    const float* from = x.data_ptr<float>();
    // The first pixel is near the mean, so that squares do not cancel.
    const Totals totals =
        totals_of(pixels, [&](std::int64_t at, const Pixels& part, const Sums& sums) {
          moments(from + at, part, from, sums);
        });
    const auto count = static_cast<double>(pixels.count);
    for (std::int64_t c = 0; c < pixels.channels; ++c) {
      const double moved = totals.first[static_cast<std::size_t>(c)] / count;
      const double squares = totals.second[static_cast<std::size_t>(c)] / count;
      const double variance = std::max(squares - moved * moved, 0.0);
      const auto own = [c](const Tensor& tensor) -> float& { return tensor.data_ptr<float>()[c]; };
      own(mean) = static_cast<float>(from[c] + moved);
      own(deviation) = static_cast<float>(std::sqrt(variance + epsilon));
      own(scale) = own(weight) / own(deviation);
      own(shift) = own(bias) - own(mean) * own(scale);
      const double unbiased = count > 1 ? variance * count / (count - 1) : variance;
      own(running_mean) += static_cast<float>(share * (own(mean) - own(running_mean)));
      own(running_var) += static_cast<float>(share * (unbiased - own(running_var)));
    }
    const Lines lines{scale.data_ptr<float>(), shift.data_ptr<float>(), static_cast<float>(slope)};
    float* to = y.data_ptr<float>();
    for_runs(pixels, [&](std::int64_t, std::int64_t at, const Pixels& part) {
      map_lines(from + at, to + at, part, lines);
    });
    context->save_for_backward({x, mean, deviation, scale, shift});
    context->saved_data["slope"] = slope;
    return y;
  }

  static variable_list backward(AutogradContext* context, const variable_list& gradients) {
    const auto saved = context->get_saved_variables();
    const Tensor& x = saved[0];
    const Tensor& mean = saved[1];
    const Tensor& deviation = saved[2];
    const Lines lines{saved[3].data_ptr<float>(), saved[4].data_ptr<float>(),
                      static_cast<float>(context->saved_data["slope"].toDouble())};
    const Pixels pixels = pixels_of(x);
    const Tensor of_y = gradients[0].contiguous(kChannelsLast);
    const Tensor of_x = torch::empty_like(x);
    const Tensor of_weight = torch::empty_like(mean);
    const Tensor of_bias = torch::empty_like(mean);
    const Tensor pull = torch::empty_like(mean);
    const Tensor offset = torch::empty_like(mean);
    const float* from = x.data_ptr<float>();
    const float* given = of_y.data_ptr<float>();
    const float* means = mean.data_ptr<float>();
    const Totals totals =
        totals_of(pixels, [&](std::int64_t at, const Pixels& part, const Sums& sums) {
          gradient_sums(from + at, given + at, part, lines, means, sums);
        });
    const auto count = static_cast<double>(pixels.count);
    for (std::int64_t c = 0; c < pixels.channels; ++c) {
      const double sum = totals.first[static_cast<std::size_t>(c)];
      const double product = totals.second[static_cast<std::size_t>(c)];
      const auto own = [c](const Tensor& tensor) -> float& { return tensor.data_ptr<float>()[c]; };
      own(of_weight) = static_cast<float>(product / own(deviation));
      own(of_bias) = static_cast<float>(sum);
      // Ioffe and Szegedy 2015, section 3: the gradient less its mean and its part along x.
      const double variance = static_cast<double>(own(deviation)) * own(deviation);
      const double along = -lines.scale[c] * product / (count * variance);
      own(pull) = static_cast<float>(along);
      own(offset) = static_cast<float>(-lines.scale[c] * sum / count - along * own(mean));
    }
    float* to = of_x.data_ptr<float>();
    for_runs(pixels, [&](std::int64_t, std::int64_t at, const Pixels& part) {
      map_gradient(from + at, given + at, to + at, part, lines, pull.data_ptr<float>(),
                   offset.data_ptr<float>());
    });
    return {of_x, of_weight, of_bias, Tensor(), Tensor(), Tensor(), Tensor(), Tensor()};
  }
};

}  // namespace

Tensor norm_activate(const Tensor& x,
                     const Tensor& weight,
                     const Tensor& bias,
                     Tensor& running_mean,
                     Tensor& running_var,
                     double share,
                     double epsilon,
                     double slope) {
  return NormActivate::apply(x, weight, bias, running_mean, running_var, share, epsilon, slope);
}

}  // namespace autochrome::train
