#include "infer/packed_weights.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.h"
#include "infer/onednn_describe.h"

namespace autochrome::infer {

namespace {

/// Dimensions of plain weights, [outputs, inputs, taps], all groups' outputs together.
struct Sides {
  std::int64_t out;
  std::int64_t in;
  std::int64_t taps;
};

Sides sides_of(const dnnl::memory::dims& dims) {
  if (dims.size() == 5) return {dims[0] * dims[1], dims[2], dims[3] * dims[4]};
  return {dims[0], dims[1], dims[2] * dims[3]};
}

/// Outputs first whatever the file has, and zeros where `to` exceeds the weights.
kernels::PackedFloats padded(const Parameter& from, bool transposed, const Sides& to) {
  const std::int64_t out = from.dims[transposed ? 1 : 0];
  const std::int64_t in = from.dims[transposed ? 0 : 1];
  kernels::PackedFloats all(static_cast<std::size_t>(to.out * to.in * to.taps), 0.0F);
  for (std::int64_t o = 0; o < out; ++o) {
    for (std::int64_t i = 0; i < in; ++i) {
      const std::int64_t kernel = transposed ? i * out + o : o * in + i;
      std::copy_n(from.values.begin() + kernel * to.taps, to.taps,
                  all.begin() + (o * to.in + i) * to.taps);
    }
  }
  return all;
}

kernels::PackedFloats reorder(kernels::PackedFloats plain, const dnnl::memory::desc& desc) {
  using Tag = dnnl::memory::format_tag;
  const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  dnnl::stream stream(engine);
  const dnnl::memory::dims dims = dims_of(desc);
  const Tag tag = dims.size() == 5 ? Tag::goihw : Tag::oihw;
  dnnl::memory from({dims, dnnl::memory::data_type::f32, tag}, engine, plain.data());
  kernels::PackedFloats all((desc.get_size() + sizeof(float) - 1) / sizeof(float));
  dnnl::memory to(desc, engine, all.data());
  dnnl::reorder(from, to).execute(stream, from, to);
  stream.wait();
  return all;
}

}  // namespace

PackedWeights::Floats PackedWeights::reordered(const graph::Node& conv,
                                               const dnnl::memory::desc& desc) {
  const bool transposed = std::holds_alternative<graph::ConvTranspose2d>(conv.op);
  return packed(conv, form_of(conv.name, desc), [&](const Parameter& weight) {
    return reorder(padded(weight, transposed, sides_of(dims_of(desc))), desc);
  });
}

PackedWeights::Floats PackedWeights::bias(const graph::Node& conv, std::int64_t count) {
  return find_or_make(fmt::format("{}.bias, {} values", conv.name, count), [&] {
    kernels::PackedFloats all(static_cast<std::size_t>(count));
    std::ranges::copy(graph::folded_bias(*graph_, conv, *weights_).values, all.begin());
    return all;
  });
}

PackedWeights::Floats PackedWeights::packed(
    const graph::Node& conv,
    const std::string& form,
    const std::function<kernels::PackedFloats(const Parameter&)>& pack) {
  return find_or_make(fmt::format("{}.weight, {}", conv.name, form),
                      [&] { return pack(graph::folded_weight(*graph_, conv, *weights_)); });
}

PackedWeights::Floats PackedWeights::find_or_make(
    const std::string& key, const std::function<kernels::PackedFloats()>& make) {
  try {
    std::shared_ptr<Entry> entry;
    {
      const std::lock_guard lock(mutex_);
      std::shared_ptr<Entry>& place = entries_[key];
      if (!place) place = std::make_shared<Entry>();
      entry = place;
    }
    const std::lock_guard lock(entry->mutex);
    if (!entry->floats) entry->floats = std::make_shared<const kernels::PackedFloats>(make());
    return entry->floats;
  } catch (const std::bad_alloc& error) {
    throw MemoryError(fmt::format("no memory to pack '{}': {}", key, error.what()));
  }
}

std::string PackedWeights::form_of(const std::string& node, const dnnl::memory::desc& desc) {
  const std::lock_guard lock(mutex_);
  std::vector<dnnl::memory::desc>& known = descs_[node];
  const auto found = std::ranges::find(known, desc);
  const auto number = found - known.begin();
  if (found == known.end()) known.push_back(desc);
  return fmt::format("oneDNN's order {}", number);
}

std::size_t PackedWeights::bytes() const {
  const std::lock_guard lock(mutex_);
  std::size_t total = 0;
  for (const auto& [key, entry] : entries_) {
    const std::lock_guard packing(entry->mutex);
    if (entry->floats) total += entry->floats->size() * sizeof(float);
  }
  return total;
}

}  // namespace autochrome::infer
