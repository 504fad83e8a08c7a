#include "train/norm_activate.h"

#include <cmath>

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

/// A channel's planes: `count` runs of `length` floats, `stride` apart.
struct Planes {
  std::int64_t count;
  std::int64_t length;
  std::int64_t stride;

  [[nodiscard]] double values() const { return static_cast<double>(count * length); }
};

/// What one channel is multiplied by and moved by, and the slope of its negative side.
struct Line {
  float scale;
  float shift;
  float slope;
};

struct Sums {
  double first = 0;
  double second = 0;
};

/// Sums of x - origin and of its square over one run.
AUTOCHROME_CLONES Sums moments(const float* x, std::int64_t length, float origin) {
  float sum = 0;
  float squares = 0;
#pragma omp simd reduction(+ : sum, squares)
  for (std::int64_t i = 0; i < length; ++i) {
    const float d = x[i] - origin;
    sum += d;
    squares += d * d;
  }
  return {sum, squares};
}

AUTOCHROME_CLONES void map_line(const float* x, float* y, std::int64_t length, Line line) {
#pragma omp simd
  for (std::int64_t i = 0; i < length; ++i) {
    const float v = x[i] * line.scale + line.shift;
    y[i] = v > 0 ? v : v * line.slope;
  }
}

/// Sums of the gradient before the activation, and of its product with x - mean.
AUTOCHROME_CLONES Sums
gradient_sums(const float* x, const float* of_y, std::int64_t length, Line line, float mean) {
  float sum = 0;
  float product = 0;
#pragma omp simd reduction(+ : sum, product)
  for (std::int64_t i = 0; i < length; ++i) {
    const float g = x[i] * line.scale + line.shift > 0 ? of_y[i] : of_y[i] * line.slope;
    sum += g;
    product += g * (x[i] - mean);
  }
  return {sum, product};
}

/// of_x = scale · gradient + pull · (x - mean) + offset.
AUTOCHROME_CLONES void map_gradient(const float* x,
                                    const float* of_y,
                                    float* of_x,
                                    std::int64_t length,
                                    Line line,
                                    float mean,
                                    float pull,
                                    float offset) {
#pragma omp simd
  for (std::int64_t i = 0; i < length; ++i) {
    const float g = x[i] * line.scale + line.shift > 0 ? of_y[i] : of_y[i] * line.slope;
    of_x[i] = line.scale * g + pull * (x[i] - mean) + offset;
  }
}

Planes planes_of(const Tensor& x) {
  const std::int64_t length = x.size(2) * x.size(3);
  return {x.size(0), length, x.size(1) * length};
}

/// Calls f(c, offset of the channel's first run) for every channel, on all threads.
template <class F>
void for_channels(const Tensor& x, const Planes& planes, F&& f) {
  at::parallel_for(0, x.size(1), 1, [&](std::int64_t first, std::int64_t end) {
    for (std::int64_t c = first; c < end; ++c) f(c, c * planes.length);
  });
}

Line line_of(const float* mean,
             const float* deviation,
             const float* weight,
             const float* bias,
             std::int64_t c,
             float slope) {
  const float scale = weight[c] / deviation[c];
  return {scale, bias[c] - mean[c] * scale, slope};
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
    const Tensor x = input.contiguous();
    const Planes planes = planes_of(x);
    const Tensor mean = torch::empty_like(weight);
    const Tensor deviation = torch::empty_like(weight);
    const Tensor y = torch::empty_like(x);
    const float* from = x.data_ptr<float>();
    float* to = y.data_ptr<float>();
    float* means = mean.data_ptr<float>();
    float* deviations = deviation.data_ptr<float>();
    float* running_means = running_mean.data_ptr<float>();
    float* running_vars = running_var.data_ptr<float>();
    const float* weights = weight.data_ptr<float>();
    const float* biases = bias.data_ptr<float>();
    for_channels(x, planes, [&](std::int64_t c, std::int64_t at) {
      const float origin = from[at];  // near the mean, so that squares do not cancel
      Sums sums;
      for (std::int64_t n = 0; n < planes.count; ++n) {
        const Sums run = moments(from + at + n * planes.stride, planes.length, origin);
        sums.first += run.first;
        sums.second += run.second;
      }
      const double count = planes.values();
      const double moved = sums.first / count;
      const double variance = std::max(sums.second / count - moved * moved, 0.0);
      means[c] = static_cast<float>(origin + moved);
      deviations[c] = static_cast<float>(std::sqrt(variance + epsilon));
      const double unbiased = count > 1 ? variance * count / (count - 1) : variance;
      running_means[c] += static_cast<float>(share * (means[c] - running_means[c]));
      running_vars[c] += static_cast<float>(share * (unbiased - running_vars[c]));
      const Line line = line_of(means, deviations, weights, biases, c, static_cast<float>(slope));
      for (std::int64_t n = 0; n < planes.count; ++n) {
        const std::int64_t run = at + n * planes.stride;
        map_line(from + run, to + run, planes.length, line);
      }
    });
    context->save_for_backward({x, weight, bias, mean, deviation});
    context->saved_data["slope"] = slope;
    return y;
  }

  static variable_list backward(AutogradContext* context, const variable_list& gradients) {
    const auto saved = context->get_saved_variables();
    const Tensor& x = saved[0];
    const Tensor of_y = gradients[0].contiguous();
    const auto slope = static_cast<float>(context->saved_data["slope"].toDouble());
    const Planes planes = planes_of(x);
    const Tensor of_x = torch::empty_like(x);
    const Tensor of_weight = torch::empty_like(saved[1]);
    const Tensor of_bias = torch::empty_like(saved[1]);
    const float* from = x.data_ptr<float>();
    const float* given = of_y.data_ptr<float>();
    float* to = of_x.data_ptr<float>();
    float* of_weights = of_weight.data_ptr<float>();
    float* of_biases = of_bias.data_ptr<float>();
    const float* weights = saved[1].data_ptr<float>();
    const float* biases = saved[2].data_ptr<float>();
    const float* means = saved[3].data_ptr<float>();
    const float* deviations = saved[4].data_ptr<float>();
    for_channels(x, planes, [&](std::int64_t c, std::int64_t at) {
      const Line line = line_of(means, deviations, weights, biases, c, slope);
      Sums sums;
      for (std::int64_t n = 0; n < planes.count; ++n) {
        const std::int64_t run = at + n * planes.stride;
        const Sums part = gradient_sums(from + run, given + run, planes.length, line, means[c]);
        sums.first += part.first;
        sums.second += part.second;
      }
      const double variance = static_cast<double>(deviations[c]) * deviations[c];
      of_weights[c] = static_cast<float>(sums.second / deviations[c]);
      of_biases[c] = static_cast<float>(sums.first);
      // Ioffe and Szegedy 2015, section 3: the gradient less its mean and its part along x.
      const auto pull =
          static_cast<float>(-line.scale * sums.second / (planes.values() * variance));
      const auto offset = static_cast<float>(-line.scale * sums.first / planes.values());
      for (std::int64_t n = 0; n < planes.count; ++n) {
        const std::int64_t run = at + n * planes.stride;
        map_gradient(from + run, given + run, to + run, planes.length, line, means[c], pull,
                     offset);
      }
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
