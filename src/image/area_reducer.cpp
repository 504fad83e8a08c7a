#include "image/area_reducer.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace autochrome::image {

AxisWeights::AxisWeights(double extent, int samples, int outputs) {
  spans_.reserve(static_cast<std::size_t>(outputs));
  const double step = extent / outputs;
  for (int i = 0; i < outputs; ++i) {
    if (step >= 1) {
      add_area(i * step, (i + 1) * step, samples);
    } else {
      add_interpolated((i + 0.5) * step - 0.5, samples);
    }
  }
}

void AxisWeights::add_area(double begin, double end, int samples) {
  const int first = std::min(static_cast<int>(begin), samples - 1);
  const int last = std::clamp(static_cast<int>(std::ceil(end)) - 1, first, samples - 1);
  std::vector<double> covered;
  for (int i = first; i <= last; ++i) {
    covered.push_back(std::min<double>(end, i + 1) - std::max<double>(begin, i));
  }
  add(first, std::move(covered));
}

void AxisWeights::add_interpolated(double at, int samples) {
  const double held = std::clamp<double>(at, 0, samples - 1);
  const int first = std::min(static_cast<int>(held), std::max(samples - 2, 0));
  const double second = held - first;
  add(first, samples > 1 ? std::vector{1 - second, second} : std::vector{1.0});
}

void AxisWeights::add(int first, std::vector<double> weights) {
  double sum = 0;
  for (const double weight : weights) sum += weight;
  spans_.push_back({first, static_cast<int>(weights.size()), weights_.size()});
  for (const double weight : weights) weights_.push_back(static_cast<float>(weight / sum));
}

AreaReducer::AreaReducer(AxisWeights across, AxisWeights down)
    : across_(std::move(across)),
      down_(std::move(down)),
      plane_{{}, across_.outputs(), down_.outputs()},
      reduced_(static_cast<std::size_t>(across_.outputs())) {
  plane_.values.resize(reduced_.size() * static_cast<std::size_t>(plane_.height));
}

void AreaReducer::push(const float* row) {
  reduce_across(row);
  for (int y = open_; y < plane_.height && down_.span(y).first <= next_; ++y) {
    const AxisWeights::Span& span = down_.span(y);
    const int index = next_ - span.first;
    if (index < span.count) {
      const float weight = down_.weights(span)[index];
      float* out = plane_.row(y);
      for (std::size_t x = 0; x < reduced_.size(); ++x) out[x] += weight * reduced_[x];
    }
    if (index + 1 >= span.count && y == open_) ++open_;
  }
  ++next_;
}

void AreaReducer::reduce_across(const float* row) {
  for (std::size_t x = 0; x < reduced_.size(); ++x) {
    const AxisWeights::Span& span = across_.span(static_cast<int>(x));
    const float* weights = across_.weights(span);
    const float* samples = row + span.first;
    float sum = 0;
    for (int i = 0; i < span.count; ++i) sum += weights[i] * samples[i];
    reduced_[x] = sum;
  }
}

}  // namespace autochrome::image
