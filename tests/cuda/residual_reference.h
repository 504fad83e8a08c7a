// Residual layers in float64, one loop after the other, and how far the card's are from them.
// Values are rounded to bfloat16 where the card's are, so that little but the order of sums
// differs.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <functional>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "cuda/residual_layers.h"
#include "tests/cuda/memory.h"

namespace autochrome::cuda {

inline constexpr std::size_t kWidth = 256;

inline std::uint16_t bfloat16_bits(float value) {
  std::uint32_t bits = 0;
  std::memcpy(&bits, &value, sizeof(bits));
  return static_cast<std::uint16_t>((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
}

inline double from_bfloat16(std::uint16_t half) {
  const std::uint32_t bits = static_cast<std::uint32_t>(half) << 16;
  float value = 0;
  std::memcpy(&value, &bits, sizeof(value));
  return value;
}

inline double rounded(double value) {
  return from_bfloat16(bfloat16_bits(static_cast<float>(value)));
}

using Values = std::vector<double>;

inline const std::vector<std::pair<std::string, std::size_t>>& residual_values() {
  static const std::vector<std::pair<std::string, std::size_t>> all = {
      {"norm_weight", kWidth},       {"norm_bias", kWidth},
      {"running_mean", kWidth},      {"running_var", kWidth},
      {"filters1", kWidth * kWidth}, {"bias1", kWidth},
      {"filters2", kWidth * kWidth}, {"bias2", kWidth}};
  return all;
}

using LayerValues = std::map<std::string, Values>;

/// Layers, the normalization behind them, an input, and the gradient of the output, drawn at
/// random.
struct ResidualCase {
  ResidualCase(std::int64_t pixel_count, int layer_count, float negative_slope)
      : pixels(pixel_count), slope(negative_slope) {
    std::mt19937 random(7);
    const auto drawn = [&](std::size_t count, double middle, double spread) {
      std::normal_distribution<double> normal(middle, spread);
      Values values(count);
      for (double& value : values) value = static_cast<float>(normal(random));
      return values;
    };
    for (int i = 0; i < layer_count; ++i) {
      LayerValues layer;
      for (const auto& [name, count] : residual_values()) {
        const bool filters = name.starts_with("filters");
        layer[name] = drawn(count, name == "norm_weight" ? 1 : 0, filters ? 0.06 : 0.3);
        if (name == "running_var") layer[name] = Values(count, 1.0);
      }
      layers.push_back(layer);
    }
    last = layers[0];
    const auto count = static_cast<std::size_t>(pixels) * kWidth;
    x = drawn(count, 0.4, 1);
    of_z = drawn(count, 0.05, 1);
    for (double& value : x) value = rounded(value);
    for (double& value : of_z) value = rounded(value);
  }

  std::int64_t pixels;
  float slope;
  std::vector<LayerValues> layers;
  LayerValues last;  ///< filters and biases of convolutions are not used
  Values x;
  Values of_z;
};

/// By name: "z", "of_x", of layer i "i.of_filters1" and so on, and "last.of_norm_weight".
using Results = std::map<std::string, Values>;

constexpr double kShare = 0.1;
constexpr double kEpsilon = 1e-5;

inline Values product(const Values& pixels, const Values& filters, bool adjoint) {
  const std::size_t count = pixels.size() / kWidth;
  Values out(pixels.size());
  Values by_output(filters.size());
  for (std::size_t o = 0; o < kWidth; ++o) {
    for (std::size_t i = 0; i < kWidth; ++i) {
      by_output[o * kWidth + i] =
          rounded(adjoint ? filters[i * kWidth + o] : filters[o * kWidth + i]);
    }
  }
  for (std::size_t p = 0; p < count; ++p) {
    for (std::size_t o = 0; o < kWidth; ++o) {
      double sum = 0;
      for (std::size_t i = 0; i < kWidth; ++i)
        sum += pixels[p * kWidth + i] * by_output[o * kWidth + i];
      out[p * kWidth + o] = sum;
    }
  }
  return out;
}

/// Of filters, from what came in and the gradient of what came out.
inline Values filters_gradient(const Values& in, const Values& of_out) {
  Values gradient(kWidth * kWidth);
  for (std::size_t p = 0; p < in.size() / kWidth; ++p) {
    for (std::size_t o = 0; o < kWidth; ++o) {
      for (std::size_t i = 0; i < kWidth; ++i) {
        gradient[o * kWidth + i] += of_out[p * kWidth + o] * in[p * kWidth + i];
      }
    }
  }
  return gradient;
}

/// Sums over pixels of value(place, channel), a channel each.
inline Values channel_sums(std::size_t count,
                           const std::function<double(std::size_t, std::size_t)>& value) {
  Values sums(kWidth);
  for (std::size_t at = 0; at < count; ++at) sums[at % kWidth] += value(at, at % kWidth);
  return sums;
}

/// Batch normalization of a batch whose moments are those of `exact`, before it was rounded.
struct ReferenceNorm {
  ReferenceNorm(const LayerValues& values, const Values& exact, double pixels) : own(values) {
    mean =
        channel_sums(exact.size(), [&](std::size_t at, std::size_t) { return exact[at] / pixels; });
    variance = channel_sums(exact.size(), [&](std::size_t at, std::size_t c) {
      return (exact[at] - mean[c]) * (exact[at] - mean[c]) / pixels;
    });
    for (const double value : variance) deviation.push_back(std::sqrt(value + kEpsilon));
    for (std::size_t c = 0; c < kWidth; ++c) {
      const auto moved = [&](const char* name, double to) {
        return own.at(name)[c] + kShare * (to - own.at(name)[c]);
      };
      running_mean.push_back(moved("running_mean", mean[c]));
      running_var.push_back(moved("running_var", variance[c] * pixels / (pixels - 1)));
    }
  }

  [[nodiscard]] double normal(double x, std::size_t c) const {
    return (x - mean[c]) / deviation[c];
  }

  [[nodiscard]] double operator()(double x, std::size_t c) const {
    return normal(x, c) * own.at("norm_weight")[c] + own.at("norm_bias")[c];
  }

  /// The gradient of x from that of norm(x), before anything is rounded, and those of its values.
  [[nodiscard]] Values back(const Values& of_norm,
                            const Values& x,
                            double pixels,
                            const std::function<void(const char*, Values)>& save) const {
    const Values of_weight = channel_sums(
        x.size(), [&](std::size_t at, std::size_t c) { return of_norm[at] * normal(x[at], c); });
    const Values of_bias =
        channel_sums(x.size(), [&](std::size_t at, std::size_t) { return of_norm[at]; });
    Values of_x(x.size());
    for (std::size_t at = 0; at < x.size(); ++at) {
      const std::size_t c = at % kWidth;
      const double rest =
          of_norm[at] - of_bias[c] / pixels - normal(x[at], c) * of_weight[c] / pixels;
      of_x[at] = own.at("norm_weight")[c] / deviation[c] * rest;
    }
    save("norm_weight", of_weight);
    save("norm_bias", of_bias);
    return of_x;
  }

  LayerValues own;
  Values mean, variance, deviation, running_mean, running_var;
};

inline Results reference(const ResidualCase& given) {
  struct Kept {
    Values x, activated, hidden;
    ReferenceNorm norm;
  };

  const std::size_t count = given.x.size();
  const auto pixels = static_cast<double>(given.pixels);
  const auto slope_at = [&](double value) {
    return value > 0 ? 1 : static_cast<double>(given.slope);
  };
  const auto leaky = [&](double value) { return value * slope_at(value); };
  Results results;
  const auto save_statistics = [&](const std::string& name, const ReferenceNorm& norm) {
    results[name + ".running_mean"] = norm.running_mean;
    results[name + ".running_var"] = norm.running_var;
  };
  std::vector<Kept> all;
  Values x = given.x;
  Values exact = x;
  for (std::size_t number = 0; number < given.layers.size(); ++number) {
    const LayerValues& layer = given.layers[number];
    Kept kept = {x, Values(count), {}, ReferenceNorm(layer, exact, pixels)};
    save_statistics(std::to_string(number), kept.norm);
    for (std::size_t at = 0; at < count; ++at) {
      kept.activated[at] = rounded(leaky(kept.norm(x[at], at % kWidth)));
    }
    kept.hidden = product(kept.activated, layer.at("filters1"), false);
    for (std::size_t at = 0; at < count; ++at) {
      kept.hidden[at] = rounded(leaky(kept.hidden[at] + layer.at("bias1")[at % kWidth]));
    }
    exact = product(kept.hidden, layer.at("filters2"), false);
    for (std::size_t at = 0; at < count; ++at) {
      exact[at] += layer.at("bias2")[at % kWidth] + x[at];
      x[at] = rounded(exact[at]);
    }
    all.push_back(kept);
  }
  const ReferenceNorm last(given.last, exact, pixels);
  save_statistics("last", last);
  results["z"] = Values(count);
  Values of_norm(count);
  for (std::size_t at = 0; at < count; ++at) {
    const double norm = last(x[at], at % kWidth);
    results["z"][at] = rounded(leaky(norm));
    of_norm[at] = given.of_z[at] * slope_at(norm);
  }
  const auto saving = [&](const std::string& layer) {
    return [&results, layer](const char* name, Values values) {
      results[layer + ".of_" + name] = std::move(values);
    };
  };
  Values of_y = last.back(of_norm, x, pixels, saving("last"));
  std::ranges::transform(of_y, of_y.begin(), rounded);
  for (std::size_t number = given.layers.size(); number-- > 0;) {
    const LayerValues& layer = given.layers[number];
    const Kept& kept = all[number];
    const auto save = saving(std::to_string(number));
    const auto sums_of = [&](const Values& values) {
      return channel_sums(count, [&](std::size_t at, std::size_t) { return values[at]; });
    };
    const auto through = [&](Values gradient, const Values& activation) {
      for (std::size_t at = 0; at < count; ++at) {
        gradient[at] = rounded(gradient[at] * slope_at(activation[at]));
      }
      return gradient;
    };
    save("bias2", sums_of(of_y));
    save("filters2", filters_gradient(kept.hidden, of_y));
    const Values of_hidden = through(product(of_y, layer.at("filters2"), true), kept.hidden);
    save("bias1", sums_of(of_hidden));
    save("filters1", filters_gradient(kept.activated, of_hidden));
    of_norm = through(product(of_hidden, layer.at("filters1"), true), kept.activated);
    const Values of_x = kept.norm.back(of_norm, kept.x, pixels, save);
    for (std::size_t at = 0; at < count; ++at) of_y[at] = rounded(of_y[at] + of_x[at]);
  }
  results["of_x"] = of_y;
  return results;
}

inline std::vector<std::uint16_t> halves(const Values& values) {
  std::vector<std::uint16_t> all(values.size());
  std::ranges::transform(values, all.begin(),
                         [](double value) { return bfloat16_bits(static_cast<float>(value)); });
  return all;
}

inline Values values_of(const std::vector<std::uint16_t>& halves) {
  Values all(halves.size());
  std::ranges::transform(halves, all.begin(), from_bfloat16);
  return all;
}

/// The card's residual layers with all the memory that they want.
class ResidualRun {
 public:
  explicit ResidualRun(const ResidualCase& given)
      : layers_(
            nullptr,
            {.pixels = given.pixels, .share = kShare, .epsilon = kEpsilon, .slope = given.slope}),
        scratch_(layers_.scratch_floats()),
        of_hidden_(given.x.size()),
        of_z_(halves(given.of_z)),
        z_(given.x.size()),
        of_y_(given.x.size()),
        lines_(kLines * kWidth),
        of_last_weight_(kWidth),
        of_last_bias_(kWidth) {
    between_.emplace_back(halves(given.x));
    last_ = uploaded(given.last);
    for (const LayerValues& layer : given.layers) {
      Layer one;
      one.values = uploaded(layer);
      for (const auto& [name, values] : layer) one.gradients.emplace(name, values.size());
      one.activated = Memory<std::uint16_t>(given.x.size());
      one.hidden = Memory<std::uint16_t>(given.x.size());
      one.lines = Memory<float>(kLines * kWidth);
      one.packed = Memory<unsigned char>(kPackedBytes);
      own_.push_back(std::move(one));
      between_.emplace_back(given.x.size());
      gradients_.emplace_back(given.x.size());
    }
  }

  void forward() {
    layers_.start_forward(between_[0].data(), scratch_.data());
    for (std::size_t i = 0; i < own_.size(); ++i) {
      layers_.forward(values_of_layer(i), kept(i), between_[i + 1].data(), scratch_.data());
    }
    const NormValues norm = norm_in(last_);
    layers_.finish_forward(norm, between_.back().data(), lines_.data(), z_.data(), scratch_.data());
  }

  void backward() {
    layers_.start_backward(of_z_.data(), between_.back().data(), lines_.data(), of_y_.data(),
                           of_last_weight_.data(), of_last_bias_.data(), scratch_.data());
    const void* of_y = of_y_.data();
    for (std::size_t i = own_.size(); i-- > 0;) {
      auto& to = own_[i].gradients;
      const ResidualGradients gradients = {to.at("norm_weight").data(), to.at("norm_bias").data(),
                                           to.at("filters1").data(),    to.at("bias1").data(),
                                           to.at("filters2").data(),    to.at("bias2").data()};
      layers_.backward(values_of_layer(i), kept(i), of_y, of_hidden_.data(), gradients_[i].data(),
                       gradients, scratch_.data());
      of_y = gradients_[i].data();
    }
  }

  [[nodiscard]] Results results() const {
    Results all;
    all["z"] = values_of(z_.values());
    all["of_x"] = values_of(gradients_[0].values());
    const auto save_as = [&](const std::string& name, const Memory<float>& memory) {
      const std::vector<float> values = memory.values();
      all[name] = Values(values.begin(), values.end());
    };
    for (const char* name : {"running_mean", "running_var"}) {
      save_as(std::string("last.") + name, last_.at(name));
    }
    save_as("last.of_norm_weight", of_last_weight_);
    save_as("last.of_norm_bias", of_last_bias_);
    for (std::size_t i = 0; i < own_.size(); ++i) {
      const auto save = [&](const std::string& name, const Memory<float>& memory) {
        save_as(std::to_string(i) + "." + name, memory);
      };
      for (const char* name : {"running_mean", "running_var"}) save(name, own_[i].values.at(name));
      for (const char* name :
           {"norm_weight", "norm_bias", "filters1", "bias1", "filters2", "bias2"}) {
        save(std::string("of_") + name, own_[i].gradients.at(name));
      }
    }
    return all;
  }

 private:
  static std::map<std::string, Memory<float>> uploaded(const LayerValues& layer) {
    std::map<std::string, Memory<float>> all;
    for (const auto& [name, values] : layer) {
      all.emplace(name, std::vector<float>(values.begin(), values.end()));
    }
    return all;
  }

  struct Layer {
    std::map<std::string, Memory<float>> values;
    std::map<std::string, Memory<float>> gradients;
    Memory<std::uint16_t> activated;
    Memory<std::uint16_t> hidden;
    Memory<float> lines;
    Memory<unsigned char> packed;
  };

  static NormValues norm_in(const std::map<std::string, Memory<float>>& values) {
    return {values.at("norm_weight").data(), values.at("norm_bias").data(),
            values.at("running_mean").data(), values.at("running_var").data()};
  }

  ResidualLayer values_of_layer(std::size_t i) {
    auto& values = own_[i].values;
    return {norm_in(values), values.at("filters1").data(), values.at("bias1").data(),
            values.at("filters2").data(), values.at("bias2").data()};
  }

  ResidualKept kept(std::size_t i) {
    return {between_[i].data(), own_[i].activated.data(), own_[i].hidden.data(),
            own_[i].lines.data(), own_[i].packed.data()};
  }

  ResidualLayers layers_;
  std::vector<Layer> own_;
  std::vector<Memory<std::uint16_t>> between_;    ///< layers' inputs, and the last one's output
  std::vector<Memory<std::uint16_t>> gradients_;  ///< of layers' inputs
  Memory<float> scratch_;
  Memory<std::uint16_t> of_hidden_;
  Memory<std::uint16_t> of_z_;
  Memory<std::uint16_t> z_;
  Memory<std::uint16_t> of_y_;
  std::map<std::string, Memory<float>> last_;
  Memory<float> lines_;
  Memory<float> of_last_weight_;
  Memory<float> of_last_bias_;
};

/// |value|.
inline double size_of(const Values& values) {
  double size = 0;
  for (const double value : values) size += value * value;
  return std::sqrt(size);
}

/// Of every result, |got - wanted| / |wanted|; NaN if anything is. Behind a normalization,
/// gradients add up to 0: those of bias2 are what rounding leaves, and are measured by bias1's.
inline std::map<std::string, double> relative_errors(const Results& got, const Results& wanted) {
  std::map<std::string, double> errors;
  for (const auto& [name, values] : wanted) {
    Values difference = got.at(name);
    for (std::size_t i = 0; i < values.size(); ++i) difference[i] -= values[i];
    std::string measure = name;
    if (name.ends_with("bias2")) measure.back() = '1';
    errors[name] = size_of(difference) / size_of(wanted.at(measure));
  }
  return errors;
}

}  // namespace autochrome::cuda
