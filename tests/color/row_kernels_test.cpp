#include "color/row_kernels.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "color/lab.h"

namespace autochrome::color {
namespace {

struct Row {
  std::vector<float> lightness;
  std::vector<float> a;
  std::vector<float> b;

  [[nodiscard]] std::ptrdiff_t size() const {
    return static_cast<std::ptrdiff_t>(lightness.size());
  }
};

Row random_row(int n, float largest_chroma, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> lightness(0, 100);
  std::uniform_real_distribution<float> chroma(-largest_chroma, largest_chroma);
  Row row;
  for (int i = 0; i < n; ++i) {
    row.lightness.push_back(lightness(random));
    row.a.push_back(chroma(random));
    row.b.push_back(chroma(random));
  }
  return row;
}

template <class Sample>
std::vector<Sample> merged(const Row& row, std::ptrdiff_t stride = 3, Isa isa = Isa::Best) {
  std::vector<Sample> rgb(row.lightness.size() * static_cast<std::size_t>(stride), Sample{77});
  merge_row(row.lightness.data(), row.a.data(), row.b.data(), row.size(), rgb.data(), stride, isa);
  return rgb;
}

template <class Sample>
std::vector<int> reference(const Row& row) {
  constexpr float kFull = std::numeric_limits<Sample>::max();
  std::vector<int> out;
  for (std::size_t i = 0; i < row.lightness.size(); ++i) {
    const Rgb rgb = to_rgb(reduce_to_gamut({row.lightness[i], row.a[i], row.b[i]}));
    for (const float v : {rgb.r, rgb.g, rgb.b}) {
      out.push_back(static_cast<int>(std::lround(std::clamp(v, 0.0F, 1.0F) * kFull)));
    }
  }
  return out;
}

template <class Left, class Right>
int largest_difference(const std::vector<Left>& left, const std::vector<Right>& right) {
  EXPECT_EQ(left.size(), right.size());
  int largest = 0;
  for (std::size_t i = 0; i < left.size(); ++i) {
    largest = std::max(largest, std::abs(static_cast<int>(left[i]) - static_cast<int>(right[i])));
  }
  return largest;
}

template <class Sample>
float lightness_of(const Sample* rgb) {
  constexpr float kFull = std::numeric_limits<Sample>::max();
  return to_lab({static_cast<float>(rgb[0]) / kFull, static_cast<float>(rgb[1]) / kFull,
                 static_cast<float>(rgb[2]) / kFull})
      .l;
}

/// Every 8-bit gray level with every a and b of a grid that reaches far outside of the gamut.
Row all_levels_and_colours() {
  const LightnessReader<std::uint8_t> reader;
  std::vector<std::uint8_t> levels;
  for (int v = 0; v < 256; ++v) levels.push_back(static_cast<std::uint8_t>(v));
  std::vector<float> lightness(levels.size());
  reader.from_gray(levels.data(), 256, 1, lightness.data());
  Row row;
  for (const float l : lightness) {
    for (float a = -120; a <= 120; a += 12) {
      for (float b = -120; b <= 120; b += 12) {
        row.lightness.push_back(l);
        row.a.push_back(a);
        row.b.push_back(b);
      }
    }
  }
  return row;
}

template <class Sample>
float largest_lightness_error(const Row& row) {
  const std::vector<Sample> rgb = merged<Sample>(row);
  float largest = 0;
  for (std::size_t i = 0; i < row.lightness.size(); ++i) {
    largest = std::max(largest, std::abs(lightness_of(&rgb[3 * i]) - row.lightness[i]));
  }
  return largest;
}

TEST(MergeRow, EightBitKeepsTheInputsLightness) {
  EXPECT_LT(largest_lightness_error<std::uint8_t>(all_levels_and_colours()), 0.3F);
}

TEST(MergeRow, SixteenBitKeepsTheInputsLightness) {
  EXPECT_LT(largest_lightness_error<std::uint16_t>(all_levels_and_colours()), 0.01F);
}

TEST(MergeRow, EqualsTheScalarReferenceInGamut) {
  for (const int n : {1, 7, 255, 256, 257, 1001}) {
    const Row row = random_row(n, 15, static_cast<unsigned>(n));
    EXPECT_LE(largest_difference(merged<std::uint8_t>(row), reference<std::uint8_t>(row)), 1);
    EXPECT_LE(largest_difference(merged<std::uint16_t>(row), reference<std::uint16_t>(row)), 1);
  }
}

TEST(MergeRow, EqualsTheScalarReferenceOutsideOfTheGamut) {
  const Row row = random_row(5003, 150, 1);
  EXPECT_LE(largest_difference(merged<std::uint8_t>(row), reference<std::uint8_t>(row)), 1);
}

TEST(MergeRow, AllFormsAgreeWithinARoundingStep) {
  const Row row = random_row(3001, 90, 2);
  for (const Isa isa : {Isa::Avx2, Isa::Portable}) {
    EXPECT_LE(largest_difference(merged<std::uint8_t>(row), merged<std::uint8_t>(row, 3, isa)), 1);
  }
}

TEST(MergeRow, APixelDoesNotDependOnHowManyOthersAreOutsideOfTheGamut) {
  const Row lost = random_row(256, 150, 3);
  const Row shown = random_row(256, 5, 4);
  for (const Isa isa : {Isa::Best, Isa::Avx2, Isa::Portable}) {
    const std::vector<std::uint16_t> alone_lost = merged<std::uint16_t>(lost, 3, isa);
    const std::vector<std::uint16_t> alone_shown = merged<std::uint16_t>(shown, 3, isa);
    for (const std::size_t count : {1U, 15U, 16U, 17U, 32U, 33U, 63U, 64U, 65U, 130U}) {
      Row row = shown;
      std::vector<std::uint16_t> wanted = alone_shown;
      std::copy_n(lost.lightness.begin(), count, row.lightness.begin());
      std::copy_n(lost.a.begin(), count, row.a.begin());
      std::copy_n(lost.b.begin(), count, row.b.begin());
      std::copy_n(alone_lost.begin(), 3 * count, wanted.begin());
      EXPECT_EQ(merged<std::uint16_t>(row, 3, isa), wanted) << count;
    }
  }
}

TEST(MergeRow, GrayComesBackExactly) {
  std::vector<std::uint8_t> gray;
  for (int v = 0; v < 256; ++v) gray.push_back(static_cast<std::uint8_t>(v));
  Row row{std::vector<float>(256), std::vector<float>(256), std::vector<float>(256)};
  LightnessReader<std::uint8_t>().from_gray(gray.data(), 256, 1, row.lightness.data());
  const std::vector<std::uint8_t> rgb = merged<std::uint8_t>(row);
  for (std::size_t i = 0; i < rgb.size(); ++i) EXPECT_EQ(rgb[i], gray[i / 3]);
}

TEST(MergeRow, SixteenBitGrayComesBackWithinOneStep) {
  std::vector<std::uint16_t> gray;
  for (int v = 0; v < 65536; v += 5) gray.push_back(static_cast<std::uint16_t>(v));
  const std::size_t n = gray.size();
  Row row{std::vector<float>(n), std::vector<float>(n), std::vector<float>(n)};
  LightnessReader<std::uint16_t>().from_gray(gray.data(), row.size(), 1, row.lightness.data());
  const std::vector<std::uint16_t> rgb = merged<std::uint16_t>(row);
  for (std::size_t i = 0; i < rgb.size(); ++i) EXPECT_NEAR(rgb[i], gray[i / 3], 1);
}

TEST(MergeRow, LeavesAlphaAlone) {
  const Row row = random_row(300, 20, 3);
  const std::vector<std::uint8_t> packed = merged<std::uint8_t>(row);
  const std::vector<std::uint8_t> spaced = merged<std::uint8_t>(row, 4);
  for (std::size_t i = 0; i < 300; ++i) {
    for (std::size_t c = 0; c < 3; ++c) EXPECT_EQ(spaced[4 * i + c], packed[3 * i + c]);
    EXPECT_EQ(spaced[4 * i + 3], 77);
  }
}

TEST(MergeRow, IsTheSameWhereverTheRowIsCut) {
  const Row row = random_row(777, 60, 4);
  const std::vector<std::uint16_t> whole = merged<std::uint16_t>(row);
  std::vector<std::uint16_t> pieces(whole.size());
  for (std::ptrdiff_t at = 0; at < row.size(); at += 91) {
    const std::ptrdiff_t n = std::min<std::ptrdiff_t>(91, row.size() - at);
    merge_row(row.lightness.data() + at, row.a.data() + at, row.b.data() + at, n,
              pieces.data() + 3 * at);
  }
  EXPECT_EQ(pieces, whole);
}

TEST(MergeRow, ColoursThatAreNotFiniteBecomeGray) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float infinity = std::numeric_limits<float>::infinity();
  const Row row = {{50, 50, 50}, {nan, 0, infinity}, {0, 0, 10}};
  const std::vector<std::uint8_t> rgb = merged<std::uint8_t>(row);
  for (const std::uint8_t v : rgb) EXPECT_EQ(v, rgb[3]);
}

TEST(MergeRow, LightnessBeyondBlackAndWhiteIsHeld) {
  const std::vector<std::uint8_t> rgb = merged<std::uint8_t>({{-3, 104}, {10, 10}, {5, 5}});
  EXPECT_EQ(rgb, (std::vector<std::uint8_t>{0, 0, 0, 255, 255, 255}));
}

/// Two rows of `count` nodes with the padding that blend_row asks for.
struct Grid {
  explicit Grid(int count, unsigned seed)
      : above(padded(count, seed)), below(padded(count, seed + 1)) {}

  static Row padded(int count, unsigned seed) {
    Row row = random_row(count, 60, seed);
    for (std::vector<float>* plane : {&row.lightness, &row.a, &row.b}) {
      plane->resize(plane->size() + kNodePadding, plane->back());
    }
    return row;
  }

  [[nodiscard]] BlendRow under(int pixels) const {
    const auto nodes = static_cast<float>(above.lightness.size() - kNodePadding);
    return {.above = {above.lightness.data(), above.a.data(), above.b.data()},
            .below = {below.lightness.data(), below.a.data(), below.b.data()},
            .below_weight = 0.375F,
            .nodes_per_pixel = nodes / static_cast<float>(pixels),
            .last_node = nodes - 1};
  }

  Row above;
  Row below;
};

TEST(BlendRow, AllFormsAgreeWhetherEnlargingOrReducing) {
  for (const int nodes : {1, 2, 77, 500, 1900}) {
    const Grid grid(nodes, 5);
    const Row pixels = random_row(601, 0, 6);
    Row best = pixels;
    blend_row(grid.under(601), 0, 601, pixels.lightness.data(), best.a.data(), best.b.data());
    for (const Isa isa : {Isa::Avx2, Isa::Portable}) {
      Row other = pixels;
      blend_row(grid.under(601), 0, 601, pixels.lightness.data(), other.a.data(), other.b.data(),
                isa);
      for (std::size_t i = 0; i < 601; ++i) {
        // Where nodes differ by 100, a rounding of the pixel's place is worth about this much.
        EXPECT_NEAR(best.a[i], other.a[i], 0.05) << nodes << " nodes, pixel " << i;
        EXPECT_NEAR(best.b[i], other.b[i], 0.05) << nodes << " nodes, pixel " << i;
      }
    }
  }
}

TEST(BlendRow, PixelsOnANodeTakeItsColour) {
  const Grid grid(300, 7);
  BlendRow row = grid.under(300);
  row.below_weight = 0;
  Row out = random_row(300, 0, 8);
  blend_row(row, 0, 300, out.lightness.data(), out.a.data(), out.b.data());
  for (std::size_t i = 0; i < 300; ++i) EXPECT_NEAR(out.a[i], grid.above.a[i], 1e-3);
}

TEST(BlendRow, ColourComesFromTheNodesOfLikeLightness) {
  std::vector<float> lightness(2 + kNodePadding, 80);
  lightness[0] = 20;
  std::vector<float> a(2 + kNodePadding, 50);
  a[0] = -30;
  const NodePlanes nodes = {lightness.data(), a.data(), a.data()};
  const BlendRow row = {.above = nodes,
                        .below = nodes,
                        .below_weight = 0.5F,
                        .nodes_per_pixel = 0.25F,
                        .last_node = 1};
  const std::vector<float> dark(8, 20);
  const std::vector<float> bright(8, 80);
  std::vector<float> out_a(8);
  std::vector<float> out_b(8);
  blend_row(row, 0, 8, dark.data(), out_a.data(), out_b.data());
  EXPECT_NEAR(out_a[3], -30, 2);
  blend_row(row, 0, 8, bright.data(), out_a.data(), out_b.data());
  EXPECT_NEAR(out_a[3], 50, 2);
}

TEST(LightnessRow, EqualsTheScalarReference) {
  std::vector<float> luminance;
  for (int i = 0; i <= 2000; ++i) luminance.push_back(static_cast<float>(i) / 2000.0F);
  for (const Isa isa : {Isa::Best, Isa::Avx2, Isa::Portable}) {
    std::vector<float> lightness(luminance.size());
    lightness_of_luminance_row(luminance.data(), 2001, lightness.data(), isa);
    for (std::size_t i = 0; i < luminance.size(); ++i) {
      EXPECT_NEAR(lightness[i], lightness_of_luminance(luminance[i]), 1e-4);
    }
  }
}

TEST(LightnessReader, ReadsColoursByTheirLuminance) {
  const std::vector<std::uint8_t> rgb = {255, 0, 0, 9, 0, 255, 0, 9, 12, 200, 90, 9};
  std::vector<float> lightness(3);
  LightnessReader<std::uint8_t>().from_rgb(rgb.data(), 3, 4, lightness.data());
  EXPECT_NEAR(lightness[0], 53.24, 0.01);
  EXPECT_NEAR(lightness[1], 87.735, 0.01);
  EXPECT_NEAR(lightness[2], lightness_of(&rgb[8]), 1e-4);
}

TEST(LabReader, EqualsTheScalarReference) {
  std::vector<std::uint8_t> rgb;
  for (int v = 0; v < 3 * 500; ++v) rgb.push_back(static_cast<std::uint8_t>(v * 97 + v / 7));
  for (const Isa isa : {Isa::Best, Isa::Avx2, Isa::Portable}) {
    std::vector<float> l(500);
    std::vector<float> a(500);
    std::vector<float> b(500);
    LabReader().from_rgb(rgb.data(), 500, l.data(), a.data(), b.data(), isa);
    for (std::size_t i = 0; i < l.size(); ++i) {
      const Lab wanted =
          to_lab({static_cast<float>(rgb[3 * i]) / 255, static_cast<float>(rgb[3 * i + 1]) / 255,
                  static_cast<float>(rgb[3 * i + 2]) / 255});
      EXPECT_NEAR(l[i], wanted.l, 2e-5);
      EXPECT_NEAR(a[i], wanted.a, 1e-4);
      EXPECT_NEAR(b[i], wanted.b, 1e-4);
    }
  }
}

TEST(LabReader, GrayHasNoChroma) {
  std::vector<std::uint8_t> rgb;
  for (int v = 0; v < 256; ++v) rgb.insert(rgb.end(), 3, static_cast<std::uint8_t>(v));
  std::vector<float> l(256);
  std::vector<float> a(256);
  std::vector<float> b(256);
  LabReader().from_rgb(rgb.data(), 256, l.data(), a.data(), b.data());
  for (std::size_t i = 0; i < 256; ++i) {
    EXPECT_EQ(a[i], 0.0F);
    EXPECT_EQ(b[i], 0.0F);
  }
}

TEST(LightnessReader, GrayAsColourEqualsGray) {
  std::vector<std::uint16_t> rgb;
  for (int v = 0; v < 65536; v += 257) {
    for (int c = 0; c < 3; ++c) rgb.push_back(static_cast<std::uint16_t>(v));
  }
  const auto n = static_cast<std::ptrdiff_t>(rgb.size() / 3);
  const LightnessReader<std::uint16_t> reader;
  std::vector<float> as_gray(rgb.size() / 3);
  std::vector<float> as_rgb(rgb.size() / 3);
  reader.from_gray(rgb.data(), n, 3, as_gray.data());
  reader.from_rgb(rgb.data(), n, 3, as_rgb.data());
  for (std::size_t i = 0; i < as_rgb.size(); ++i) EXPECT_NEAR(as_rgb[i], as_gray[i], 1e-4);
}

}  // namespace
}  // namespace autochrome::color
