// What a network's numbers mean as colour: data of the model, read alike by the trainer, colorize
// and export. In: L / 100. Out: either ab, centred on 0.5, or sRGB as in the study. A classifier
// takes encoded sRGB and predicts no colour.
#pragma once

#include <string>

#include "base/json.h"
#include "base/options.h"

namespace autochrome::model {

/// CIE L* spans 0 to 100; networks see it in [0, 1].
inline constexpr float kLightnessScale = 100.0F;

/// ab of the sRGB gamut lies within ±110 (-86 to 98 and -108 to 94); networks see ±110 as [0, 1].
inline constexpr float kAbScale = 110.0F;

struct Convention {
  std::string predict = "ab";  ///< "ab": a and b as 0.5 + ab / 220; "rgb": encoded sRGB; "class"
  int size = 160;              ///< longer side of the picture that the network should see
  /// Factor of the predicted chroma. A network trained on squared error answers with the mean of
  /// all that a gray may be, which is paler than any of it; this gives back what the mean lost.
  float gain = 1;

  template <class Self, class Visitor>
  static void describe(Self& self, Visitor&& visit) {
    visit("predict", self.predict, "What the network predicts; a classifier always a class",
          Limits{.choices = {"ab", "rgb", "class"}});
    visit("size", self.size, "Longer side of the picture that the network sees",
          Limits{.min = 16, .max = 4096});
    visit("gain", self.gain, "Factor of the predicted chroma", Limits{.min = 0.5, .max = 2});
  }

  [[nodiscard]] bool predicts_ab() const noexcept { return predict == "ab"; }

  [[nodiscard]] bool predicts_class() const noexcept { return predict == "class"; }

  /// Channels of a colorizer's output.
  [[nodiscard]] int outputs() const noexcept { return predicts_ab() ? 2 : 3; }
};

/// ab, in Lab units, of what a network that predicts ab put out: of a number, or of a tensor of
/// them.
template <class Values>
[[nodiscard]] constexpr Values ab_of_output(const Values& output) {
  return (output - 0.5F) * (2.0F * kAbScale);
}

/// The inverse: what the network is trained towards.
template <class Values>
[[nodiscard]] constexpr Values output_of_ab(const Values& ab) {
  return ab / (2.0F * kAbScale) + 0.5F;
}

}  // namespace autochrome::model
