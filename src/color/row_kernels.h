// The arithmetic done on every pixel of the full picture: lightness out of the input's samples, and
// lightness joined with colour into the output's. Rows are processed in blocks that fit the first
// cache; the blocks are compiled for AVX-512, for AVX2 with FMA and for any processor, and the best
// is chosen when the program runs. Accuracy is far below half a step of the samples written.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace autochrome::color {

/// Which compiled form of the kernels to use. `Best` is what the processor has; the others are for
/// tests, which hold them against each other. `Avx2` is the portable form where there is no AVX2.
enum class Isa { Best, Avx2, Portable };

/// Joins L (0..100) with a and b (Lab units, the look already applied) into encoded sRGB. Pixel i
/// is written to rgb[i * stride] and the two samples behind it; `stride` is 3 or more and whatever
/// lies between the pixels (alpha) is left alone. A colour that sRGB cannot show loses chroma until
/// it can and keeps L and hue; one that is not finite becomes gray. Full scale is 255 or 65535.
void merge_row(const float* lightness,
               const float* a,
               const float* b,
               std::ptrdiff_t n,
               std::uint8_t* rgb,
               std::ptrdiff_t stride = 3,
               Isa isa = Isa::Best);
void merge_row(const float* lightness,
               const float* a,
               const float* b,
               std::ptrdiff_t n,
               std::uint16_t* rgb,
               std::ptrdiff_t stride = 3,
               Isa isa = Isa::Best);

/// L of linear luminances in [0, 1].
void lightness_of_luminance_row(const float* luminance,
                                std::ptrdiff_t n,
                                float* lightness,
                                Isa isa = Isa::Best);

/// One row of a grid of colour nodes: L, a and b of each. Behind the last node stand at least
/// kNodePadding readable values, the first of them the last node again.
struct NodePlanes {
  const float* lightness = nullptr;
  const float* a = nullptr;
  const float* b = nullptr;
};

inline constexpr int kNodePadding = 17;

/// Where a row of pixels lies in a coarser grid of nodes.
struct BlendRow {
  NodePlanes above;
  NodePlanes below;
  float below_weight = 0;     ///< 0 on the row above, 1 on the row below
  float nodes_per_pixel = 1;  ///< nodes across / pixels across
  float last_node = 0;        ///< index of the last node
};

/// Writes a and b of the pixels [x0, x0 + n) as a mean of the four nodes around each, weighted by
/// nearness and by likeness of L (joint bilateral upsampling, Kopf et al. 2007, eq. 3, with the
/// four nearest samples): colour keeps to its side of an edge and never leaves the range of the
/// four. A pixel's result does not depend on x0 and n. Finite L gives finite colours.
void blend_row(const BlendRow& row,
               std::int32_t x0,
               std::ptrdiff_t n,
               const float* lightness,
               float* a,
               float* b,
               Isa isa = Isa::Best);

/// Lightness of encoded samples, by tables of every sample value (256 or 65536 entries). Build one
/// per program or picture, a few milliseconds for 16 bit, and share it: use is const and safe from
/// any thread. `Sample` is std::uint8_t or std::uint16_t.
template <class Sample>
class [[nodiscard]] LightnessReader {
 public:
  LightnessReader();

  /// L of n gray samples, the i-th at gray[i * stride].
  void from_gray(const Sample* gray,
                 std::ptrdiff_t n,
                 std::ptrdiff_t stride,
                 float* lightness) const;

  /// L of the linear luminance of n colours, the i-th at rgb[i * stride] and the two behind it.
  void from_rgb(const Sample* rgb, std::ptrdiff_t n, std::ptrdiff_t stride, float* lightness) const;

 private:
  std::vector<float> linear_;
  std::vector<float> lightness_;
};

/// Lab of encoded 8-bit colours, accurate to a float: for what measures colours. Build one and
/// share it, as LightnessReader.
class [[nodiscard]] LabReader {
 public:
  LabReader();

  /// L, a and b of n colours, [n, 3].
  void from_rgb(const std::uint8_t* rgb,
                std::ptrdiff_t n,
                float* lightness,
                float* a,
                float* b,
                Isa isa = Isa::Best) const;

 private:
  std::array<double, 256> linear_;
};

extern template class LightnessReader<std::uint8_t>;
extern template class LightnessReader<std::uint16_t>;

}  // namespace autochrome::color
