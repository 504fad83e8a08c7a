#include "tensor/safetensors.h"

#include <array>
#include <bit>
#include <cstring>
#include <optional>
#include <stdexcept>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/division.h"
#include "base/error.h"
#include "base/json_text.h"

namespace autochrome {
namespace {

static_assert(std::endian::native == std::endian::little, "safetensors are little-endian");

constexpr std::size_t kLengthBytes = 8;
// Of the first tensor: readers that map a file look at its numbers in place.
constexpr std::size_t kAlignment = 8;
// Of a tensor's entry beside its name: the keys, and eight numbers of up to twenty digits.
constexpr std::size_t kMostEntryBytes = 256;

struct DtypeRow {
  Dtype dtype;
  std::string_view name;
  std::size_t bytes;
};

constexpr std::array kDtypes = {DtypeRow{Dtype::F32, "F32", 4}, DtypeRow{Dtype::F16, "F16", 2},
                                DtypeRow{Dtype::U8, "U8", 1}, DtypeRow{Dtype::I32, "I32", 4}};

const DtypeRow& row_of(Dtype dtype) noexcept { return kDtypes[static_cast<std::size_t>(dtype)]; }

std::optional<Dtype> dtype_named(std::string_view name) {
  for (const auto& row : kDtypes) {
    if (row.name == name) return row.dtype;
  }
  return std::nullopt;
}

/// Dims times element size, or nothing when a dim is negative or the product overflows.
std::optional<std::size_t> checked_bytes(const std::vector<std::int64_t>& dims, Dtype dtype) {
  auto total = static_cast<std::int64_t>(byte_size(dtype));
  for (const std::int64_t dim : dims) {
    if (dim < 0 || __builtin_mul_overflow(total, dim, &total)) return std::nullopt;
  }
  return static_cast<std::size_t>(total);
}

Json parse_header(std::span<const std::byte> file) {
  if (file.size() < kLengthBytes) throw InputError("shorter than the 8-byte header length");
  std::uint64_t length = 0;
  std::memcpy(&length, file.data(), kLengthBytes);
  if (length > file.size() - kLengthBytes) {
    throw InputError(fmt::format("its header claims {} bytes, but {} follow", length,
                                 file.size() - kLengthBytes));
  }
  const auto* text = reinterpret_cast<const char*>(file.data() + kLengthBytes);
  Json header = parse_json({text, length});
  if (!header.is_object()) throw InputError("its header is not a JSON object");
  return header;
}

/// The library would wrap a negative number and round a fraction.
std::uint64_t whole_number(const std::string& name, const Json& json) {
  if (json.is_number_unsigned()) return json.get<std::uint64_t>();
  throw InputError(
      fmt::format("tensor '{}' has {} where a whole number is wanted", name, json_text(json)));
}

std::vector<std::int64_t> parse_shape(const std::string& name, const Json& json) {
  std::vector<std::int64_t> dims;
  for (const Json& dim : json.get_ref<const Json::array_t&>()) {
    dims.push_back(static_cast<std::int64_t>(whole_number(name, dim)));
  }
  return dims;
}

StoredTensor parse_tensor(const std::string& name,
                          const Json& entry,
                          std::span<const std::byte> data) {
  StoredTensor tensor;
  const auto type_name = entry.at("dtype").get<std::string>();
  const auto dtype = dtype_named(type_name);
  if (!dtype) throw InputError(fmt::format("tensor '{}' has unknown type {}", name, type_name));
  tensor.dtype = *dtype;
  tensor.dims = parse_shape(name, entry.at("shape"));
  const std::uint64_t begin = whole_number(name, entry.at("data_offsets").at(0));
  const std::uint64_t end = whole_number(name, entry.at("data_offsets").at(1));
  if (begin > end || end > data.size()) {
    throw InputError(
        fmt::format("tensor '{}' claims bytes {} to {} of {}", name, begin, end, data.size()));
  }
  const auto wanted = checked_bytes(tensor.dims, tensor.dtype);
  if (!wanted || *wanted != end - begin) {
    throw InputError(fmt::format("tensor '{}' of shape [{}] does not fill its {} bytes", name,
                                 fmt::join(tensor.dims, ", "), end - begin));
  }
  tensor.bytes = data.subspan(begin, end - begin);
  return tensor;
}

StoredTensor parse_entry(const std::string& name,
                         const Json& entry,
                         std::span<const std::byte> data) {
  try {
    return parse_tensor(name, entry, data);
  } catch (const Json::exception&) {
    throw InputError(fmt::format("the entry '{}' of its header describes no tensor", name));
  }
}

std::map<std::string, std::string, std::less<>> parse_metadata(const Json& entry) {
  try {
    return entry.get<std::map<std::string, std::string, std::less<>>>();
  } catch (const Json::exception&) {
    throw InputError("its metadata are no texts by name");
  }
}

}  // namespace

std::size_t byte_size(Dtype dtype) noexcept { return row_of(dtype).bytes; }

std::string_view name_of(Dtype dtype) noexcept { return row_of(dtype).name; }

SafetensorsFile::SafetensorsFile(const std::filesystem::path& path, FileAccess access)
    : path_(path) {
  if (access == FileAccess::Map) {
    bytes_ = file_.emplace<MappedFile>(path).bytes();
  } else {
    auto copy = std::make_unique<const std::string>(read_unchanged_file(path));
    bytes_ = std::as_bytes(std::span(*copy));
    file_ = std::move(copy);
  }
  try {
    const Json header = parse_header(bytes_);
    std::uint64_t length = 0;
    std::memcpy(&length, bytes_.data(), kLengthBytes);
    const auto data = bytes_.subspan(kLengthBytes + length);
    for (const auto& [name, entry] : header.items()) {
      if (name == "__metadata__") {
        metadata_ = parse_metadata(entry);
      } else {
        tensors_.emplace(name, parse_entry(name, entry, data));
      }
    }
  } catch (const InputError& error) {
    throw InputError(
        fmt::format("'{}' is not a sound safetensors file: {}", path.string(), error.what()));
  }
}

const StoredTensor& SafetensorsFile::tensor(std::string_view name) const {
  const auto found = tensors_.find(name);
  if (found == tensors_.end()) {
    throw InputError(fmt::format("'{}' holds no tensor '{}'", path_.string(), name));
  }
  return found->second;
}

std::size_t header_room(const TextByName& metadata, std::span<const std::string> tensors) {
  std::size_t room = json_text(Json{{"__metadata__", metadata}}).size();
  for (const std::string& name : tensors) room += json_text(Json(name)).size() + kMostEntryBytes;
  return room;
}

SafetensorsWriter::SafetensorsWriter(const std::filesystem::path& target, std::size_t header_room)
    : file_(target), header_room_(rounded_up(header_room, kAlignment)) {
  file_.write(std::string(kLengthBytes + header_room_, ' '));
}

void SafetensorsWriter::append(std::span<const std::byte> bytes) {
  file_.write(bytes);
  written_ += bytes.size();
}

void SafetensorsWriter::end_tensor(const std::string& name,
                                   Dtype dtype,
                                   std::vector<std::int64_t> dims) {
  const std::size_t begin = entries_.empty() ? 0 : entries_.back().end;
  if (checked_bytes(dims, dtype) != written_ - begin) {
    throw std::logic_error(fmt::format("tensor '{}' of shape [{}] was given {} bytes", name,
                                       fmt::join(dims, ", "), written_ - begin));
  }
  entries_.push_back({name, dtype, std::move(dims), begin, written_});
}

void SafetensorsWriter::finish(const TextByName& metadata) {
  Json header = Json::object();
  header["__metadata__"] = metadata;
  for (const auto& entry : entries_) {
    header[entry.name] = {{"dtype", name_of(entry.dtype)},
                          {"shape", entry.dims},
                          {"data_offsets", {entry.begin, entry.end}}};
  }
  const std::string text = json_text(header);
  if (text.size() > header_room_) {
    throw std::logic_error(
        fmt::format("a file's header needs {} bytes; {} were reserved", text.size(), header_room_));
  }
  const std::uint64_t length = header_room_;
  file_.write_at(0, std::as_bytes(std::span(&length, 1)));
  file_.write_at(kLengthBytes, std::as_bytes(std::span(text.data(), text.size())));
  file_.commit();
}

}  // namespace autochrome
