// Residual layers on the card in use: first whether they compute what float64 does on the
// processor, then how long each of their kernels takes, and which share of a copy's rate its memory
// traffic has. Exits 1 where they are wrong.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <functional>
#include <vector>

#include "cuda/columns.h"
#include "cuda/device.h"
#include "cuda/filter_gradient.h"
#include "cuda/pixel_product.h"
#include "tests/cuda/memory.h"
#include "tests/cuda/residual_reference.h"

namespace autochrome::cuda {
namespace {

constexpr double kTolerance = 0x1p-7;
constexpr std::int64_t kPixels = 64 * 128 * 128;
constexpr int kRounds = 9;
constexpr int kRepeats = 5;

bool is_right(const ResidualCase& given) {
  ResidualRun run(given);
  run.forward();
  run.backward();
  bool right = true;
  for (const auto& [name, error] : relative_errors(run.results(), reference(given))) {
    const bool good = error < kTolerance;
    right = right && good;
    if (!good) std::printf("  wrong: %s by %.3g\n", name.c_str(), error);
  }
  std::printf("%lld pixels, %zu layers: %s\n", static_cast<long long>(given.pixels),
              given.layers.size(), right ? "right" : "WRONG");
  return right;
}

/// Milliseconds, the median of rounds.
double time_of(const std::function<void()>& work) {
  cudaEvent_t start = nullptr;
  cudaEvent_t end = nullptr;
  check(cudaEventCreate(&start), "creating an event");
  check(cudaEventCreate(&end), "creating an event");
  for (int i = 0; i < kRepeats; ++i) work();
  std::vector<float> rounds(kRounds);
  for (float& round : rounds) {
    check(cudaEventRecord(start), "recording");
    for (int i = 0; i < kRepeats; ++i) work();
    check(cudaEventRecord(end), "recording");
    check(cudaEventSynchronize(end), "waiting");
    check(cudaEventElapsedTime(&round, start, end), "timing");
    round /= kRepeats;
  }
  std::ranges::sort(rounds);
  return rounds[kRounds / 2];
}

void measure() {
  const auto count = static_cast<std::size_t>(kPixels) * kWidth;
  std::vector<std::uint16_t> noise(count);
  for (std::size_t i = 0; i < count; ++i) {
    noise[i] = bfloat16_bits(static_cast<float>(i * 2654435761U % 4093) / 2046.0F - 1);
  }
  const Memory<std::uint16_t> x(noise);
  const Memory<std::uint16_t> hidden(noise);
  const Memory<std::uint16_t> of_y(noise);
  const Memory<std::uint16_t> out(count);
  std::vector<float> filter_noise(kWidth * kWidth);
  for (std::size_t i = 0; i < filter_noise.size(); ++i) {
    filter_noise[i] = (static_cast<float>(i * 40503U % 1021) / 510 - 1) * 0.1F;
  }
  const Memory<float> filters(filter_noise);
  const Memory<float> ones(std::vector<float>(kWidth, 0.5F));
  const Memory<unsigned char> packed(kPackedBytes);
  const int blocks = multiprocessors() / 2 * 2;
  const Memory<float> sums(static_cast<std::size_t>(blocks) * kBlocksOfColumns * 2 * kWidth);
  const Memory<float> slices(static_cast<std::size_t>(blocks / 2) * kWidth * kWidth);
  launch(pack_filters, kFilterForms * kChannels, kChannels, 0, nullptr,
         LayerFilters{filters.data(), filters.data()}, static_cast<void*>(packed.data()));

  const double megabytes = 1e-6 * static_cast<double>(count) * 2;
  const double copy = time_of([&] {
    check(cudaMemcpyAsync(out.data(), x.data(), count * 2, cudaMemcpyDeviceToDevice), "copying");
  });
  const double rate = 2 * megabytes / copy;  // GB/s
  std::printf("copy: %.3f ms, %.0f GB/s\n", copy, rate);
  double whole = 0;
  const auto line = [&](const char* name, int passes, const std::function<void()>& work) {
    const double time = time_of(work);
    whole += time;
    std::printf("%-28s %.3f ms, %2d passes: %4.0f GB/s, %3.0f %% of a copy's\n", name, time, passes,
                passes * megabytes / time, 100 * passes * megabytes / time / rate);
  };
  ProductArguments product;
  product.in = hidden.data();
  product.beside = x.data();
  product.filters = packed.data();
  product.out = out.data();
  product.bias = product.scale = product.shift = ones.data();
  product.sums = sums.data();
  product.slope = 0.2F;
  product.pixels = kPixels;
  const auto run_product = [&](auto kernel) {
    launch(kernel, blocks, kThreads, kProductSharedBytes, nullptr, product);
  };
  line("Hidden", 3, [&] { run_product(pixel_product<Stage::Hidden>); });
  line("Output", 3, [&] { run_product(pixel_product<Stage::Output>); });
  for (int i = 0; i < 2; ++i) {
    line("Gradient", 3, [&] { run_product(pixel_product<Stage::Gradient>); });
  }
  FilterGradientArguments gradient;
  gradient.of_out = of_y.data();
  gradient.in = x.data();
  gradient.slices = slices.data();
  gradient.pixels = kPixels;
  for (int i = 0; i < 2; ++i) {
    line("filter_gradient", 2, [&] {
      launch(filter_gradient, blocks, kThreads, kFilterGradientSharedBytes, nullptr, gradient);
    });
  }
  NormBackArguments back;
  back.past = of_y.data();
  back.through = hidden.data();
  back.x = x.data();
  back.of_x = out.data();
  back.lines = {ones.data(), ones.data(), ones.data(), ones.data()};
  back.pull = back.offset = ones.data();
  back.sums = sums.data();
  back.pixels = kPixels;
  line("norm_back", 4, [&] {
    launch(norm_back<true>, kBlocksOfColumns * blocks, kThreads, kColumnsSharedBytes, nullptr,
           back);
  });
  std::printf("all of them: %.3f ms\n", whole);
}

}  // namespace
}  // namespace autochrome::cuda

int main() {
  using namespace autochrome::cuda;
  try {
    if (!ResidualLayers::supported()) {
      std::puts("residual_bench: not a Hopper card, so no kernels of our own");
      return 0;
    }
    bool right = is_right({512, 2, 0.2F});
    right = is_right({37, 1, 0.0F}) && right;
    right = is_right({64 * 301 + 13, 1, 0.2F}) && right;
    measure();
    return right ? 0 : 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "residual_bench: %s\n", error.what());
    return 1;
  }
}
