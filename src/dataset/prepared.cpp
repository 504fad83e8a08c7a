#include "dataset/prepared.h"

#include <algorithm>
#include <cstring>
#include <limits>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.h"
#include "base/sha256.h"

namespace autochrome::dataset {
namespace {

/// The tensor's bytes, once its type and dims are those wanted.
std::span<const std::byte> bytes_of(const SafetensorsFile& file,
                                    std::string_view name,
                                    Dtype dtype,
                                    const std::vector<std::int64_t>& dims) {
  const auto found = file.tensors().find(name);
  if (found == file.tensors().end()) throw InputError(fmt::format("it holds no '{}'", name));
  const StoredTensor& tensor = found->second;
  if (tensor.dtype != dtype || tensor.dims != dims) {
    throw InputError(fmt::format("its '{}' are {} [{}]; wanted {} [{}]", name,
                                 name_of(tensor.dtype), fmt::join(tensor.dims, ", "),
                                 name_of(dtype), fmt::join(dims, ", ")));
  }
  return tensor.bytes;
}

/// The first dim of a tensor, which bytes_of checks together with the others.
std::int64_t length_of(const SafetensorsFile& file, std::string_view name) {
  const auto found = file.tensors().find(name);
  if (found == file.tensors().end() || found->second.dims.empty()) return 0;
  return found->second.dims.front();
}

std::span<const std::uint8_t> as_u8(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
}

/// Copied, because pictures of odd sizes leave the labels unaligned in the file.
std::vector<std::int32_t> to_labels(std::span<const std::byte> bytes, std::size_t classes) {
  std::vector<std::int32_t> labels(bytes.size() / sizeof(std::int32_t));
  std::memcpy(labels.data(), bytes.data(), bytes.size());
  for (const std::int32_t label : labels) {
    if (label < -1 || label >= static_cast<std::int64_t>(classes)) {
      throw InputError(fmt::format("it has a label {} among {} classes", label, classes));
    }
  }
  return labels;
}

/// Names become paths below folders that others choose: none may lead out of those.
void expect_inside(std::string_view name) {
  const std::filesystem::path path(name);
  if (!path.is_absolute() && std::find(path.begin(), path.end(), "..") == path.end()) return;
  throw InputError(fmt::format("its picture '{}' is not named by a path inside its source", name));
}

std::vector<std::string_view> to_names(std::span<const std::byte> bytes, std::size_t count) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1;
  if (lines != count) {
    throw InputError(fmt::format("it has {} pictures, but {} names", count, lines));
  }
  std::vector<std::string_view> names;
  names.reserve(count);
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    names.push_back(text.substr(begin, end - begin));
    expect_inside(names.back());
    begin = end + 1;
  }
  return names;
}

void expect_splits(std::span<const std::uint8_t> splits) {
  for (const std::uint8_t split : splits) {
    if (split > static_cast<std::uint8_t>(Split::Test)) {
      throw InputError(fmt::format("it has a split {}; wanted 0 to 2", split));
    }
  }
}

}  // namespace

Prepared::Prepared(const std::filesystem::path& path) : file_(path) {
  try {
    description_ = description_of(file_.metadata());
    const std::int64_t count = length_of(file_, "pictures");
    if (count > std::numeric_limits<std::uint32_t>::max()) {
      throw InputError(fmt::format("it claims {} pictures", count));
    }
    const std::int64_t side = description_.size;
    pixels_ = as_u8(bytes_of(file_, "pictures", Dtype::U8, {count, side, side, 3}));
    if (count == 0) throw InputError("it holds no pictures");
    splits_ = as_u8(bytes_of(file_, "splits", Dtype::U8, {count}));
    expect_splits(splits_);
    labels_ =
        to_labels(bytes_of(file_, "labels", Dtype::I32, {count}), description_.classes.size());
    names_ = to_names(bytes_of(file_, "names", Dtype::U8, {length_of(file_, "names")}),
                      static_cast<std::size_t>(count));
  } catch (const InputError& error) {
    throw InputError(fmt::format("'{}' is not a sound dataset: {}", path.string(), error.what()));
  }
}

std::span<const std::uint8_t> Prepared::picture(std::size_t index) const noexcept {
  const auto side = static_cast<std::size_t>(description_.size);
  const std::size_t bytes = side * side * 3;
  return pixels_.subspan(index * bytes, bytes);
}

std::vector<std::uint32_t> Prepared::indices(Split split) const {
  std::vector<std::uint32_t> found;
  for (std::uint32_t i = 0; i < count(); ++i) {
    if (this->split(i) == split) found.push_back(i);
  }
  return found;
}

std::string Prepared::hash() const { return sha256(file_.bytes()); }

}  // namespace autochrome::dataset
