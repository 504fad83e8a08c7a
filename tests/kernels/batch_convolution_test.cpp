// Convolutions of training and their gradients against plain loops, in every form of the kernels.
#include "kernels/batch_convolution.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/random.h"
#include "kernels/parallel.h"
#include "kernels/weight_gradient.h"
#include "tests/kernels/kernel_forms.h"

namespace autochrome::kernels {
namespace {

using Floats = std::vector<float>;

Floats random_floats(std::int64_t count, std::uint64_t seed) {
  Random random(seed);
  Floats all(static_cast<std::size_t>(count));
  for (float& value : all) value = static_cast<float>(random.uniform() - 0.5);
  return all;
}

std::int64_t floats_read(const BatchConvolution& c) {
  return c.pictures * c.height * c.width * c.in;
}

std::int64_t floats_written(const BatchConvolution& c) { return floats_read(adjoint(c)); }

std::int64_t floats_of_weights(const BatchConvolution& c) { return c.out * c.taps * c.taps * c.in; }

/// Calls f(index of y, index of x, index of the weight) for every product of the convolution.
template <class F>
void for_each_product(const BatchConvolution& c, F&& f) {
  std::size_t y_at = 0;
  for (std::int64_t n = 0; n < c.pictures; ++n) {
    for (std::int64_t y = 0; y < c.height_out(); ++y) {
      for (std::int64_t x = 0; x < c.width_out(); ++x) {
        for (std::int64_t out = 0; out < c.out; ++out, ++y_at) {
          for (int tap = 0; tap < c.taps * c.taps; ++tap) {
            const std::int64_t row = y + tap / c.taps - c.pad_begin;
            const std::int64_t column = x + tap % c.taps - c.pad_begin;
            if (row < 0 || row >= c.height || column < 0 || column >= c.width) continue;
            for (std::int64_t in = 0; in < c.in; ++in) {
              f(y_at,
                static_cast<std::size_t>(((n * c.height + row) * c.width + column) * c.in + in),
                static_cast<std::size_t>((out * c.taps * c.taps + tap) * c.in + in));
            }
          }
        }
      }
    }
  }
}

void expect_near(const Floats& got, const std::vector<double>& wanted, const std::string& what) {
  double largest = 0;
  double difference = 0;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    largest = std::max(largest, std::abs(wanted[i]));
    difference = std::max(difference, std::abs(wanted[i] - static_cast<double>(got[i])));
    if (std::isnan(got[i])) difference = 1e9;
  }
  EXPECT_LT(difference, 2e-5 * largest) << what;
}

std::vector<BatchConvolution> cases() {
  return {{.pictures = 3, .height = 9, .width = 6, .in = 16, .out = 48},
          {.pictures = 2, .height = 13, .width = 17, .in = 32, .out = 16},
          {.pictures = 5, .height = 4, .width = 4, .in = 64, .out = 128},
          {.pictures = 1, .height = 40, .width = 33, .in = 16, .out = 16},
          {.pictures = 2, .height = 8, .width = 7, .in = 128, .out = 80},
          {.pictures = 2, .height = 9, .width = 12, .in = 64, .out = 16, .taps = 4, .pad_end = 2}};
}

/// Runs `f(threads)` for several numbers and expects the same floats of each; gives them.
template <class F>
Floats whatever_the_threads(const std::string& what, F&& f) {
  Floats first;
  for (const int threads : {1, 2, 3}) {
    const ThreadScope scope(threads);
    const Floats got = f();
    if (first.empty()) first = got;
    EXPECT_EQ(got, first) << what << " with " << threads << " threads";
  }
  return first;
}

std::string name_of(const BatchConvolution& c, Instructions instructions) {
  return fmt::format("{}x{}x{} {}->{} k{} form {}", c.pictures, c.height, c.width, c.in, c.out,
                     c.taps, static_cast<int>(instructions));
}

TEST(BatchConvolution, GivesTheSumsOfItsProducts) {
  for (const Instructions instructions : all_instructions()) {
    for (const BatchConvolution& c : cases()) {
      const Floats x = random_floats(floats_read(c), 1);
      const Floats weights = random_floats(floats_of_weights(c), 2);
      std::vector<double> wanted(static_cast<std::size_t>(floats_written(c)));
      for_each_product(c, [&](auto y_at, auto x_at, auto weight_at) {
        wanted[y_at] += static_cast<double>(x[x_at]) * weights[weight_at];
      });
      const std::string name = name_of(c, instructions);
      const Floats got = whatever_the_threads(name, [&] {
        Floats y(wanted.size(), std::nanf(""));
        Floats memory(memory_floats(c, instructions), std::nanf(""));
        convolve(c, {x.data(), weights.data(), y.data(), memory.data()}, instructions);
        return y;
      });
      expect_near(got, wanted, name);
    }
  }
}

TEST(BatchConvolution, AdjointTakesGradientsBack) {
  for (const Instructions instructions : all_instructions()) {
    for (const BatchConvolution& c : cases()) {
      const Floats of_y = random_floats(floats_written(c), 1);
      const Floats weights = random_floats(floats_of_weights(c), 2);
      std::vector<double> wanted(static_cast<std::size_t>(floats_read(c)));
      for_each_product(c, [&](auto y_at, auto x_at, auto weight_at) {
        wanted[x_at] += static_cast<double>(of_y[y_at]) * weights[weight_at];
      });
      const std::string name = name_of(c, instructions);
      const BatchConvolution back = adjoint(c);
      const Floats got = whatever_the_threads(name, [&] {
        Floats of_x(wanted.size(), std::nanf(""));
        Floats memory(memory_floats(back, instructions), std::nanf(""));
        convolve_adjoint(back, {of_y.data(), weights.data(), of_x.data(), memory.data()},
                         instructions);
        return of_x;
      });
      expect_near(got, wanted, name);
    }
  }
}

TEST(BatchConvolution, WeightsGradientSumsOverAllPictures) {
  for (const Instructions instructions : all_instructions()) {
    for (const BatchConvolution& c : cases()) {
      const Floats x = random_floats(floats_read(c), 1);
      const Floats of_y = random_floats(floats_written(c), 2);
      std::vector<double> wanted(static_cast<std::size_t>(floats_of_weights(c)));
      for_each_product(c, [&](auto y_at, auto x_at, auto weight_at) {
        wanted[weight_at] += static_cast<double>(of_y[y_at]) * x[x_at];
      });
      const std::string name = name_of(c, instructions);
      const Floats got = whatever_the_threads(name, [&] {
        Floats of_weights(wanted.size(), std::nanf(""));
        Floats memory(weight_gradient_floats(c, instructions), std::nanf(""));
        weight_gradient(c, {x.data(), of_y.data(), of_weights.data(), memory.data()}, instructions);
        return of_weights;
      });
      expect_near(got, wanted, name);
    }
  }
}

TEST(BatchConvolution, WhatSavesNothingIsNotFast) {
  const BatchConvolution good{.pictures = 2, .height = 8, .width = 8, .in = 16, .out = 16};
  std::vector<BatchConvolution> bad(4, good);
  bad[0].in = 3;
  bad[1].out = 2;
  bad[2].taps = 1;
  bad[3].height = bad[3].width = 1;
  for (const Instructions instructions : all_instructions()) {
    EXPECT_TRUE(is_fast(good, instructions));
    for (const BatchConvolution& one : bad) EXPECT_FALSE(is_fast(one, instructions));
  }
}

}  // namespace
}  // namespace autochrome::kernels
