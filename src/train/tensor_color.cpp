#include "train/tensor_color.h"

#include "color/constants.h"

namespace autochrome::train {

namespace {

using torch::Tensor;

Tensor matrix_times(const color::Matrix3& matrix, const Tensor& planes) {
  std::vector<Tensor> rows;
  for (const auto& row : matrix.m) {
    rows.push_back(row[0] * planes.select(1, 0) + row[1] * planes.select(1, 1) +
                   row[2] * planes.select(1, 2));
  }
  return torch::stack(rows, 1);
}

Tensor linear_of_encoded(const Tensor& encoded) {
  const Tensor curve =
      ((encoded + color::kSrgbOffset) / (1 + color::kSrgbOffset)).pow(color::kSrgbGamma);
  return torch::where(encoded <= color::kSrgbEncodedThreshold, encoded / color::kSrgbSlope, curve);
}

Tensor encoded_of_linear(const Tensor& linear) {
  const Tensor curve =
      (1 + color::kSrgbOffset) *
          linear.clamp_min(color::kSrgbLinearThreshold).pow(1 / color::kSrgbGamma) -
      color::kSrgbOffset;
  return torch::where(linear <= color::kSrgbLinearThreshold, linear * color::kSrgbSlope, curve);
}

Tensor root_of(const Tensor& t) {
  return torch::where(t > color::kLabThreshold, t.clamp_min(color::kLabThreshold).pow(1.0 / 3.0),
                      color::kLabTangentSlope * t + color::kLabTangentOffset);
}

Tensor cube_of(const Tensor& root) {
  return torch::where(root > color::kLabRootThreshold, root.pow(3),
                      (root - color::kLabTangentOffset) / color::kLabTangentSlope);
}

}  // namespace

Tensor lab_of_rgb(const Tensor& rgb) {
  const Tensor roots = root_of(matrix_times(color::kWhiteXyzFromRgb, linear_of_encoded(rgb)));
  const Tensor x = roots.select(1, 0);
  const Tensor y = roots.select(1, 1);
  const Tensor z = roots.select(1, 2);
  return torch::stack({color::kLabLightnessScale * y - color::kLabLightnessOffset,
                       color::kLabAScale * (x - y), color::kLabBScale * (y - z)},
                      1);
}

Tensor rgb_of_lab(const Tensor& lab) {
  const Tensor y = (lab.select(1, 0) + color::kLabLightnessOffset) / color::kLabLightnessScale;
  const Tensor x = y + lab.select(1, 1) / color::kLabAScale;
  const Tensor z = y - lab.select(1, 2) / color::kLabBScale;
  const Tensor linear = matrix_times(color::kRgbFromWhiteXyz, cube_of(torch::stack({x, y, z}, 1)));
  return encoded_of_linear(linear).clamp(0, 1);
}

}  // namespace autochrome::train
