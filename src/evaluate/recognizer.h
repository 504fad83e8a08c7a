// What a classifier makes of a picture: the judge that asks not how far colours are from the true
// ones but whether the picture still shows what it showed.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "infer/session.h"
#include "model/model_file.h"

namespace autochrome::evaluate {

struct Recognized {
  std::vector<float> probabilities;  ///< by class, summing to 1
  std::vector<float> features;       ///< from which they are computed
};

/// One for a thread.
class Recognizer {
 public:
  /// A model from model::load_classifier.
  explicit Recognizer(std::shared_ptr<const model::TrainedModel> classifier);

  /// `rgb` is [size, size, 3] sRGB bytes; it is brought to the size that the classifier was trained
  /// at, every sample the mean of the area it covers. Throws ModelError when the answer is not
  /// finite.
  [[nodiscard]] Recognized look_at(std::span<const std::uint8_t> rgb, int size);

 private:
  std::shared_ptr<const model::TrainedModel> classifier_;
  infer::Session session_;
  std::int64_t features_ = 0;
};

}  // namespace autochrome::evaluate
