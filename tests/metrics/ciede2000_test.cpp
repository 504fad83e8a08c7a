#include "metrics/ciede2000.h"

#include <array>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "base/random.h"
#include "metrics/kernels.h"

namespace autochrome::metrics {
namespace {

struct Pair {
  color::Lab first;
  color::Lab second;
  double difference;
};

// Sharma, Wu and Dalal 2005, table 1.
const std::array<Pair, 34> kSharma = {{
    {{50.0000F, 2.6772F, -79.7751F}, {50.0000F, 0.0000F, -82.7485F}, 2.0425},
    {{50.0000F, 3.1571F, -77.2803F}, {50.0000F, 0.0000F, -82.7485F}, 2.8615},
    {{50.0000F, 2.8361F, -74.0200F}, {50.0000F, 0.0000F, -82.7485F}, 3.4412},
    {{50.0000F, -1.3802F, -84.2814F}, {50.0000F, 0.0000F, -82.7485F}, 1.0000},
    {{50.0000F, -1.1848F, -84.8006F}, {50.0000F, 0.0000F, -82.7485F}, 1.0000},
    {{50.0000F, -0.9009F, -85.5211F}, {50.0000F, 0.0000F, -82.7485F}, 1.0000},
    {{50.0000F, 0.0000F, 0.0000F}, {50.0000F, -1.0000F, 2.0000F}, 2.3669},
    {{50.0000F, -1.0000F, 2.0000F}, {50.0000F, 0.0000F, 0.0000F}, 2.3669},
    {{50.0000F, 2.4900F, -0.0010F}, {50.0000F, -2.4900F, 0.0009F}, 7.1792},
    {{50.0000F, 2.4900F, -0.0010F}, {50.0000F, -2.4900F, 0.0010F}, 7.1792},
    {{50.0000F, 2.4900F, -0.0010F}, {50.0000F, -2.4900F, 0.0011F}, 7.2195},
    {{50.0000F, 2.4900F, -0.0010F}, {50.0000F, -2.4900F, 0.0012F}, 7.2195},
    {{50.0000F, -0.0010F, 2.4900F}, {50.0000F, 0.0009F, -2.4900F}, 4.8045},
    {{50.0000F, -0.0010F, 2.4900F}, {50.0000F, 0.0010F, -2.4900F}, 4.8045},
    {{50.0000F, -0.0010F, 2.4900F}, {50.0000F, 0.0011F, -2.4900F}, 4.7461},
    {{50.0000F, 2.5000F, 0.0000F}, {50.0000F, 0.0000F, -2.5000F}, 4.3065},
    {{50.0000F, 2.5000F, 0.0000F}, {73.0000F, 25.0000F, -18.0000F}, 27.1492},
    {{50.0000F, 2.5000F, 0.0000F}, {61.0000F, -5.0000F, 29.0000F}, 22.8977},
    {{50.0000F, 2.5000F, 0.0000F}, {56.0000F, -27.0000F, -3.0000F}, 31.9030},
    {{50.0000F, 2.5000F, 0.0000F}, {58.0000F, 24.0000F, 15.0000F}, 19.4535},
    {{50.0000F, 2.5000F, 0.0000F}, {50.0000F, 3.1736F, 0.5854F}, 1.0000},
    {{50.0000F, 2.5000F, 0.0000F}, {50.0000F, 3.2972F, 0.0000F}, 1.0000},
    {{50.0000F, 2.5000F, 0.0000F}, {50.0000F, 1.8634F, 0.5757F}, 1.0000},
    {{50.0000F, 2.5000F, 0.0000F}, {50.0000F, 3.2592F, 0.3350F}, 1.0000},
    {{60.2574F, -34.0099F, 36.2677F}, {60.4626F, -34.1751F, 39.4387F}, 1.2644},
    {{63.0109F, -31.0961F, -5.8663F}, {62.8187F, -29.7946F, -4.0864F}, 1.2630},
    {{61.2901F, 3.7196F, -5.3901F}, {61.4292F, 2.2480F, -4.9620F}, 1.8731},
    {{35.0831F, -44.1164F, 3.7933F}, {35.0232F, -40.0716F, 1.5901F}, 1.8645},
    {{22.7233F, 20.0904F, -46.6940F}, {23.0331F, 14.9730F, -42.5619F}, 2.0373},
    {{36.4612F, 47.8580F, 18.3852F}, {36.2715F, 50.5065F, 21.2231F}, 1.4146},
    {{90.8027F, -2.0831F, 1.4410F}, {91.1528F, -1.6435F, 0.0447F}, 1.4441},
    {{90.9257F, -0.5406F, -0.9208F}, {88.6381F, -0.8985F, -0.7239F}, 1.5381},
    {{6.7747F, -0.2908F, -2.4247F}, {5.8714F, -0.0985F, -2.2286F}, 0.6377},
    {{2.0776F, 0.0795F, -1.1350F}, {0.9033F, -0.0636F, -0.5514F}, 0.9082},
}};

/// One kernel call: the pairs, and gray behind them.
std::array<double, kBlock> by_kernel(const std::vector<Pair>& pairs, const Kernels& kernels) {
  std::array<std::array<float, kBlock>, 6> planes{};
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const auto& [x, y, unused] = pairs[i];
    const float values[] = {x.l, x.a, x.b, y.l, y.a, y.b};
    for (std::size_t k = 0; k < 6; ++k) planes[k][i] = values[k];
  }
  std::array<double, kBlock> differences;
  kernels.ciede2000({planes[0].data(), planes[1].data(), planes[2].data()},
                    {planes[3].data(), planes[4].data(), planes[5].data()}, differences.data());
  return differences;
}

TEST(Ciede2000, AgreesWithAllPairsOfSharma) {
  for (const Pair& pair : kSharma) {
    EXPECT_NEAR(ciede2000(pair.first, pair.second), pair.difference, 5.1e-5);
    EXPECT_NEAR(ciede2000(pair.second, pair.first), pair.difference, 5.1e-5);
  }
}

TEST(Ciede2000, KernelAgreesWithAllPairsOfSharma) {
  for (const Kernels& kernels : usable_kernels()) {
    const auto differences = by_kernel({kSharma.begin(), kSharma.end()}, kernels);
    for (std::size_t i = 0; i < kSharma.size(); ++i) {
      EXPECT_NEAR(differences[i], kSharma[i].difference, 5.1e-5) << "pair " << i + 1;
    }
  }
}

TEST(Ciede2000, KernelEqualsThePaperFormulaOnAnyColours) {
  Random random(3);
  const auto drawn = [&] {
    return color::Lab{static_cast<float>(100 * random.uniform()),
                      static_cast<float>(200 * random.uniform() - 100),
                      static_cast<float>(200 * random.uniform() - 100)};
  };
  for (int round = 0; round < 40; ++round) {
    std::vector<Pair> pairs;
    for (std::ptrdiff_t i = 0; i < kBlock; ++i) pairs.push_back({drawn(), drawn(), 0});
    for (const Kernels& kernels : usable_kernels()) {
      const auto differences = by_kernel(pairs, kernels);
      for (std::size_t i = 0; i < pairs.size(); ++i) {
        const double wanted = ciede2000(pairs[i].first, pairs[i].second);
        EXPECT_NEAR(differences[i], wanted, 1e-7 * (1 + wanted));
      }
    }
  }
}

TEST(Ciede2000, SpecialHues) {
  const std::vector<Pair> pairs = {{{50, 0, 0}, {50, 0, 0}, 0},     {{50, 20, 0}, {50, -20, 0}, 0},
                                   {{50, -20, 0}, {50, 20, 0}, 0},  {{50, 0, 20}, {50, 0, -20}, 0},
                                   {{40, 5, -40}, {60, 5, -40}, 0}, {{50, 12, 9}, {50, -12, -9}, 0},
                                   {{0, 0, 0}, {100, 0, 0}, 0},     {{50, 10, -1}, {50, 10, 1}, 0}};
  for (const Kernels& kernels : usable_kernels()) {
    const auto differences = by_kernel(pairs, kernels);
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      EXPECT_NEAR(differences[i], ciede2000(pairs[i].first, pairs[i].second), 1e-7) << i;
    }
  }
}

}  // namespace
}  // namespace autochrome::metrics
