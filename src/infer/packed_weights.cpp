#include "infer/packed_weights.h"

#include <algorithm>

namespace autochrome::infer {

namespace {

/// Plain weights with zeros where `to` exceeds them; all dimensions but the first two are equal.
std::vector<float> padded(const Parameter& from, std::int64_t to_out, std::int64_t to_in) {
  const std::int64_t out = from.dims[0];
  const std::int64_t in = from.dims[1];
  const std::int64_t taps = from.dims[2] * from.dims[3];
  std::vector<float> to(static_cast<std::size_t>(to_out * to_in * taps), 0.0F);
  for (std::int64_t o = 0; o < out; ++o) {
    std::copy_n(from.values.begin() + o * in * taps, in * taps, to.begin() + o * to_in * taps);
  }
  return to;
}

/// [in, out, taps...] as [out, in, taps...].
Parameter transposed(const Parameter& from) {
  const std::int64_t in = from.dims[0];
  const std::int64_t out = from.dims[1];
  const std::int64_t taps = from.dims[2] * from.dims[3];
  Parameter to{{out, in, from.dims[2], from.dims[3]}, std::vector<float>(from.values.size())};
  for (std::int64_t i = 0; i < in; ++i) {
    for (std::int64_t o = 0; o < out; ++o) {
      std::copy_n(from.values.begin() + (i * out + o) * taps, taps,
                  to.values.begin() + (o * in + i) * taps);
    }
  }
  return to;
}

}  // namespace

dnnl::memory PackedWeights::convolution(const std::string& node, const dnnl::memory::desc& desc) {
  return packed(node, weights_->at(node + ".weight"), desc);
}

dnnl::memory PackedWeights::transposed_convolution(const std::string& node,
                                                   const dnnl::memory::desc& desc) {
  return packed(node, transposed(weights_->at(node + ".weight")), desc);
}

dnnl::memory PackedWeights::packed(const std::string& node,
                                   const Parameter& weight,
                                   const dnnl::memory::desc& desc) {
  auto& packed = convolutions_[node];
  const auto same = [&desc](const dnnl::memory& memory) { return memory.get_desc() == desc; };
  if (const auto found = std::ranges::find_if(packed, same); found != packed.end()) return *found;
  const auto dims = desc.dims();
  const bool grouped = dims.size() == 5;
  const std::int64_t out = grouped ? dims[0] * dims[1] : dims[0];
  const std::int64_t in = grouped ? dims[2] : dims[1];
  std::vector<float> plain = padded(weight, out, in);
  using Tag = dnnl::memory::format_tag;
  dnnl::memory from({dims, dnnl::memory::data_type::f32, grouped ? Tag::goihw : Tag::oihw},
                    dnnl_->engine, plain.data());
  dnnl::memory to(desc, dnnl_->engine);
  dnnl::stream stream = dnnl_->stream;
  dnnl::reorder(from, to).execute(stream, from, to);
  packed.push_back(to);
  return to;
}

dnnl::memory PackedWeights::bias(const std::string& node, bool has_bias, std::int64_t count) {
  const dnnl::memory to({{count}, dnnl::memory::data_type::f32, dnnl::memory::format_tag::a},
                        dnnl_->engine);
  const std::span values(static_cast<float*>(to.get_data_handle()),
                         static_cast<std::size_t>(count));
  std::ranges::fill(values, 0.0F);
  if (has_bias) std::ranges::copy(weights_->at(node + ".bias").values, values.begin());
  return to;
}

PackedWeights::Floats PackedWeights::own(const std::string& key,
                                         const std::function<PackedFloats(const Weights&)>& pack) {
  Floats& packed = own_[key];
  if (!packed) packed = std::make_shared<const PackedFloats>(pack(*weights_));
  return packed;
}

std::size_t PackedWeights::bytes() const {
  std::size_t total = 0;
  for (const auto& [node, memories] : convolutions_) {
    for (const dnnl::memory& memory : memories) total += memory.get_desc().get_size();
  }
  for (const auto& [key, floats] : own_) total += floats->size() * sizeof(float);
  return total;
}

}  // namespace autochrome::infer
