// CIEDE2000 for a block of pixels, included by one source file per compiled form and nowhere else
// (color/block_kernels.inc.h tells why, and why no std:: function is called here). The formula is
// that of metrics/ciede2000.cpp with hues as unit vectors instead of angles: the mean hue is the
// direction of the vectors' sum, its multiples are polynomials, and what is left of trigonometry
// are one arc tangent, one exponential and one sine, all of them polynomials on short intervals.
#include "metrics/kernels.h"

namespace autochrome::metrics {

namespace {

struct Direction {
  double x;  ///< cosine
  double y;  ///< sine
};

inline double root(double v) { return __builtin_sqrt(v); }

/// sqrt(c⁷ / (c⁷ + 25⁷)), the share of chroma that is beyond doubt.
inline double saturation(double chroma) {
  constexpr double k25To7 = 6103515625.0;
  const double square = chroma * chroma;
  const double power = square * square * square * chroma;
  return root(power / (power + k25To7));
}

inline Direction unit(double x, double y, double length) {
  const double scale = length > 0.0 ? 1.0 / length : 0.0;
  return {x * scale, y * scale};
}

/// atan(x), |x| at most 0.58: its series, to 1e-8 at the end of the interval and 1e-13 in the part
/// that matters (angles below 80°, where the exponential is above 1e-5).
inline double short_arc_tangent(double x) {
  const double s = x * x;
  double sum = 1.0 / 25.0;
  sum = 1.0 / 23.0 - s * sum;
  sum = 1.0 / 21.0 - s * sum;
  sum = 1.0 / 19.0 - s * sum;
  sum = 1.0 / 17.0 - s * sum;
  sum = 1.0 / 15.0 - s * sum;
  sum = 1.0 / 13.0 - s * sum;
  sum = 1.0 / 11.0 - s * sum;
  sum = 1.0 / 9.0 - s * sum;
  sum = 1.0 / 7.0 - s * sum;
  sum = 1.0 / 5.0 - s * sum;
  sum = 1.0 / 3.0 - s * sum;
  return x * (1.0 - s * sum);
}

/// exp(-y), y from 0 to 24: the series at y / 32, squared five times.
inline double falling_exponential(double y) {
  const double t = y * (1.0 / 32.0);
  double sum = 1.0 - t * (1.0 / 12.0);
  sum = 1.0 - t * (1.0 / 11.0) * sum;
  sum = 1.0 - t * (1.0 / 10.0) * sum;
  sum = 1.0 - t * (1.0 / 9.0) * sum;
  sum = 1.0 - t * (1.0 / 8.0) * sum;
  sum = 1.0 - t * (1.0 / 7.0) * sum;
  sum = 1.0 - t * (1.0 / 6.0) * sum;
  sum = 1.0 - t * (1.0 / 5.0) * sum;
  sum = 1.0 - t * (1.0 / 4.0) * sum;
  sum = 1.0 - t * (1.0 / 3.0) * sum;
  sum = 1.0 - t * (1.0 / 2.0) * sum;
  sum = 1.0 - t * sum;
  sum *= sum;
  sum *= sum;
  sum *= sum;
  sum *= sum;
  return sum * sum;
}

/// sin(x), x from 0 to π/3, by its series.
inline double short_sine(double x) {
  const double s = x * x;
  double sum = 1.0 - s * (1.0 / 156.0);
  sum = 1.0 - s * (1.0 / 110.0) * sum;
  sum = 1.0 - s * (1.0 / 72.0) * sum;
  sum = 1.0 - s * (1.0 / 42.0) * sum;
  sum = 1.0 - s * (1.0 / 20.0) * sum;
  sum = 1.0 - s * (1.0 / 6.0) * sum;
  return x * sum;
}

/// exp(-((h - 275°) / 25)²) for a mean hue from 0 to 360°; the sector of blue.
inline double blueness(Direction mean) {
  constexpr double kCos275 = 0.08715574274765817;
  constexpr double kSin275 = -0.9961946980917455;
  constexpr double kCos85 = 0.08715574274765817;
  constexpr double kDegreesOver25 = 57.29577951308232 / 25.0;
  const double cosine = mean.x * kCos275 + mean.y * kSin275;
  const double sine = mean.y * kCos275 - mean.x * kSin275;
  // Beyond 120° it is below 1e-10; hues past 360° begin anew at 0, which is far away.
  const double least = sine > 0.0 ? kCos85 : -0.5;
  const double held = cosine > -0.5 ? cosine : -0.5;
  const double half = sine / (1.0 + held);
  const double angle = 4.0 * short_arc_tangent(half / (1.0 + root(1.0 + half * half)));
  const double scaled = angle * kDegreesOver25;
  return cosine < least ? 0.0 : falling_exponential(scaled * scaled);
}

/// The weight of hue T (Sharma et al. 2005, eq. 15).
inline double hue_weight(Direction mean) {
  constexpr double kCos30 = 0.8660254037844387;
  constexpr double kCos6 = 0.9945218953682733;
  constexpr double kSin6 = 0.10452846326765347;
  constexpr double kCos63 = 0.4539904997395468;
  constexpr double kSin63 = 0.8910065241883679;
  const double cos2 = 2.0 * mean.x * mean.x - 1.0;
  const double sin2 = 2.0 * mean.x * mean.y;
  const double cos3 = mean.x * (4.0 * mean.x * mean.x - 3.0);
  const double sin3 = mean.y * (3.0 - 4.0 * mean.y * mean.y);
  const double cos4 = 2.0 * cos2 * cos2 - 1.0;
  const double sin4 = 2.0 * sin2 * cos2;
  return 1.0 - 0.17 * (mean.x * kCos30 + mean.y * 0.5) + 0.24 * cos2 +
         0.32 * (cos3 * kCos6 - sin3 * kSin6) - 0.20 * (cos4 * kCos63 + sin4 * kSin63);
}

/// Two hues: their mean and the chord between them, signed as their difference.
struct HuePair {
  Direction mean;
  double chord;
};

// Opposite hues have two means and the formula takes (h1 + h2) / 2: a quarter turn on from the one
// below 180°. A colour without chroma has no hue, and the mean is the other's.
inline HuePair hue_pair(Direction u1, Direction u2) {
  constexpr double kOpposite = 1e-9;
  const double sum_x = u1.x + u2.x;
  const double sum_y = u1.y + u2.y;
  const double length = root(sum_x * sum_x + sum_y * sum_y);
  // Selections of doubles alone: g++ 12 does not vectorise logic on truth values.
  const double side = u1.y != 0.0 ? u1.y : u1.x;
  const double lower_x = side > 0.0 ? u1.x : u2.x;
  const double lower_y = side > 0.0 ? u1.y : u2.y;
  const double hue_of_lower = lower_x * lower_x + lower_y * lower_y;
  const double turned_x = hue_of_lower > 0.0 ? -lower_y : 1.0;
  const double turned_y = hue_of_lower > 0.0 ? lower_x : 0.0;
  const double scale = 1.0 / (length > kOpposite ? length : 1.0);
  const double cross = u1.x * u2.y - u1.y * u2.x;
  const double turn = length > kOpposite ? cross : side;
  const double dx = u1.x - u2.x;
  const double dy = u1.y - u2.y;
  const double chord = root(dx * dx + dy * dy);
  return {{length > kOpposite ? sum_x * scale : turned_x,
           length > kOpposite ? sum_y * scale : turned_y},
          turn > 0.0 ? chord : -chord};
}

inline double ciede2000_of(double l1, double a1, double b1, double l2, double a2, double b2) {
  const double chroma = 0.5 * (root(a1 * a1 + b1 * b1) + root(a2 * a2 + b2 * b2));
  const double stretch = 1.0 + 0.5 * (1.0 - saturation(chroma));
  const double a1_prime = stretch * a1;
  const double a2_prime = stretch * a2;
  const double c1 = root(a1_prime * a1_prime + b1 * b1);
  const double c2 = root(a2_prime * a2_prime + b2 * b2);
  const HuePair hues = hue_pair(unit(a1_prime, b1, c1), unit(a2_prime, b2, c2));
  const double mean_c = 0.5 * (c1 + c2);
  const double from_50 = 0.5 * (l1 + l2) - 50.0;
  const double square = from_50 * from_50;
  const double lightness = (l2 - l1) / (1.0 + 0.015 * square / root(20.0 + square));
  const double colour = (c2 - c1) / (1.0 + 0.045 * mean_c);
  const double hue = root(c1 * c2) * hues.chord / (1.0 + 0.015 * mean_c * hue_weight(hues.mean));
  constexpr double k60Degrees = 1.0471975511965976;
  const double rotation = -2.0 * saturation(mean_c) * short_sine(k60Degrees * blueness(hues.mean));
  const double sum = lightness * lightness + colour * colour + hue * hue + rotation * colour * hue;
  return root(sum > 0.0 ? sum : 0.0);
}

void ciede2000_block(const LabBlock& x, const LabBlock& y, double* __restrict differences) {
  const float* __restrict l1 = x.lightness;
  const float* __restrict a1 = x.a;
  const float* __restrict b1 = x.b;
  const float* __restrict l2 = y.lightness;
  const float* __restrict a2 = y.a;
  const float* __restrict b2 = y.b;
  for (std::ptrdiff_t i = 0; i < kBlock; ++i) {
    differences[i] = ciede2000_of(l1[i], a1[i], b1[i], l2[i], a2[i], b2[i]);
  }
}

}  // namespace

}  // namespace autochrome::metrics
