#include "prepare/mat_file.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <span>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.h"
#include "base/file.h"
#include "prepare/inflate.h"

namespace autochrome::prepare {
namespace {

using Bytes = std::span<const std::byte>;

/// Label lists take kilobytes; what goes beyond this is an accident or an attack.
constexpr std::size_t kMaxBytes = std::size_t{16} << 20;
constexpr std::size_t kHeaderBytes = 128;
constexpr std::size_t kMaxDims = 32;

/// Data types of elements (table 1-1).
enum Type : std::uint32_t {
  Int8 = 1,
  Uint8 = 2,
  Int16 = 3,
  Uint16 = 4,
  Int32 = 5,
  Uint32 = 6,
  Single = 7,
  Double = 9,
  Int64 = 12,
  Uint64 = 13,
  Matrix = 14,
  Compressed = 15
};

/// Array classes (table 1-3), from 1; those from "double" on are numeric.
constexpr std::array<std::string_view, 15> kClasses = {
    "cell",  "struct", "object", "char",  "sparse", "double", "single", "int8",
    "uint8", "int16",  "uint16", "int32", "uint32", "int64",  "uint64"};
constexpr std::uint32_t kFirstNumericClass = 6;
constexpr std::uint32_t kComplexFlag = 0x0800;

template <class T>
T load(Bytes bytes, std::size_t offset) {
  T value;
  std::memcpy(&value, bytes.data() + offset, sizeof(T));
  return value;
}

struct Element {
  std::uint32_t type;
  Bytes bytes;
};

/// Walks the elements that lie one after another in a run of bytes.
class Elements {
 public:
  explicit Elements(Bytes bytes) : rest_(bytes) {}

  [[nodiscard]] bool done() const noexcept { return rest_.empty(); }

  Element next() {
    need(8);
    const auto word = load<std::uint32_t>(rest_, 0);
    // Up to four bytes are packed into the tag itself, their count in its upper half.
    if (const std::uint32_t packed = word >> 16; packed != 0) {
      if (packed > 4) throw InputError(fmt::format("a packed element claims {} bytes", packed));
      return {word & 0xffffU, take(8).subspan(4, packed)};
    }
    const std::size_t size = load<std::uint32_t>(rest_, 4);
    // Elements fill up to eight bytes, compressed ones excepted.
    const std::size_t padding = word == Compressed ? 0 : (8 - size % 8) % 8;
    need(8 + size + padding);
    return {word, take(8 + size + padding).subspan(8, size)};
  }

  Bytes next(std::uint32_t type, std::string_view what) {
    const Element element = next();
    if (element.type != type) {
      throw InputError(fmt::format("its {} are of type {}; wanted {}", what, element.type, type));
    }
    return element.bytes;
  }

 private:
  void need(std::size_t size) const {
    if (size > rest_.size()) {
      throw InputError(fmt::format("it is cut short: an element needs {} bytes, but {} are left",
                                   size, rest_.size()));
    }
  }

  Bytes take(std::size_t size) { return std::exchange(rest_, rest_.subspan(size)).first(size); }

  Bytes rest_;
};

template <class T>
std::vector<double> widened(Bytes bytes) {
  if (bytes.size() % sizeof(T) != 0) throw InputError("its numbers do not fill their bytes");
  std::vector<double> values(bytes.size() / sizeof(T));
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = static_cast<double>(load<T>(bytes, i * sizeof(T)));
  }
  return values;
}

/// Numbers are stored in the smallest type that holds them all, whatever the array's class.
std::vector<double> to_doubles(const Element& element) {
  switch (element.type) {
    case Int8:
      return widened<std::int8_t>(element.bytes);
    case Uint8:
      return widened<std::uint8_t>(element.bytes);
    case Int16:
      return widened<std::int16_t>(element.bytes);
    case Uint16:
      return widened<std::uint16_t>(element.bytes);
    case Int32:
      return widened<std::int32_t>(element.bytes);
    case Uint32:
      return widened<std::uint32_t>(element.bytes);
    case Single:
      return widened<float>(element.bytes);
    case Double:
      return widened<double>(element.bytes);
    case Int64:
      return widened<std::int64_t>(element.bytes);
    case Uint64:
      return widened<std::uint64_t>(element.bytes);
    default:
      throw InputError(fmt::format("its numbers are of type {}", element.type));
  }
}

std::vector<std::int32_t> to_dims(Bytes bytes) {
  if (bytes.size() % 4 != 0 || bytes.size() < 8 || bytes.size() > 4 * kMaxDims) {
    throw InputError(fmt::format("its dimensions take {} bytes", bytes.size()));
  }
  std::vector<std::int32_t> dims(bytes.size() / 4);
  std::memcpy(dims.data(), bytes.data(), bytes.size());
  return dims;
}

void expect_count(const std::vector<std::int32_t>& dims, std::size_t count) {
  std::size_t product = 1;
  for (const std::int32_t dim : dims) {
    if (dim < 0 || __builtin_mul_overflow(product, static_cast<std::size_t>(dim), &product)) {
      throw InputError(fmt::format("an array cannot be {}", fmt::join(dims, "x")));
    }
  }
  if (product != count) {
    throw InputError(fmt::format("an array of {} holds {} numbers", fmt::join(dims, "x"), count));
  }
}

std::string obstacle_of(std::uint32_t flags) {
  const std::uint32_t kind = flags & 0xffU;
  if (kind == 0 || kind > kClasses.size()) return fmt::format("is of the unknown class {}", kind);
  if (kind < kFirstNumericClass) return fmt::format("is a {} array", kClasses[kind - 1]);
  return (flags & kComplexFlag) != 0 ? "is complex" : "";
}

std::pair<std::string, MatArray> parse_matrix(Bytes bytes) {
  Elements elements(bytes);
  const Bytes flags = elements.next(Uint32, "array flags");
  if (flags.size() != 8)
    throw InputError(fmt::format("its array flags take {} bytes", flags.size()));
  MatArray array;
  array.dims = to_dims(elements.next(Int32, "dimensions"));
  const Bytes name = elements.next(Int8, "array names");
  array.obstacle = obstacle_of(load<std::uint32_t>(flags, 0));
  if (array.obstacle.empty()) {
    array.values = to_doubles(elements.next());
    expect_count(array.dims, array.values.size());
    if (!elements.done()) throw InputError("other bytes follow an array's numbers");
  }
  return {std::string(reinterpret_cast<const char*>(name.data()), name.size()), std::move(array)};
}

void expect_header(Bytes file) {
  const std::string_view text(reinterpret_cast<const char*>(file.data()), file.size());
  if (file.size() < kHeaderBytes || !text.starts_with("MATLAB 5.0 MAT-file")) {
    throw InputError("it does not begin as one");
  }
  const std::string_view mark = text.substr(126, 2);
  if (mark == "MI") throw InputError("it is big-endian, which is not supported");
  if (mark != "IM" || load<std::uint16_t>(file, 124) != 0x0100) {
    throw InputError("its version is not 0x0100");
  }
}

std::map<std::string, MatArray, std::less<>> parse_file(Bytes file) {
  expect_header(file);
  std::map<std::string, MatArray, std::less<>> arrays;
  std::size_t budget = kMaxBytes - file.size();
  for (Elements elements(file.subspan(kHeaderBytes)); !elements.done();) {
    Element element = elements.next();
    std::vector<std::byte> inflated;
    if (element.type == Compressed) {
      inflated = inflate(element.bytes, budget);
      budget -= inflated.size();
      Elements inner(inflated);
      element = inner.next();
      if (!inner.done()) throw InputError("a compressed element holds more than one");
    }
    if (element.type == Matrix) arrays.insert(parse_matrix(element.bytes));
  }
  return arrays;
}

}  // namespace

MatFile::MatFile(const std::filesystem::path& path) : path_(path) {
  const MappedFile file(path);
  try {
    if (file.bytes().size() > kMaxBytes) {
      throw InputError(
          fmt::format("it has {} bytes; at most {} are accepted", file.bytes().size(), kMaxBytes));
    }
    arrays_ = parse_file(file.bytes());
  } catch (const InputError& error) {
    throw InputError(
        fmt::format("'{}' is not a sound MATLAB 5 file: {}", path.string(), error.what()));
  }
}

const std::vector<double>& MatFile::numbers(std::string_view name) const {
  const auto found = arrays_.find(name);
  if (found == arrays_.end()) {
    throw InputError(fmt::format("'{}' holds no array '{}'", path_.string(), name));
  }
  if (const std::string& obstacle = found->second.obstacle; !obstacle.empty()) {
    throw InputError(
        fmt::format("'{}': array '{}' {}; wanted real numbers", path_.string(), name, obstacle));
  }
  return found->second.values;
}

std::vector<int> MatFile::integers(std::string_view name, int min, int max) const {
  std::vector<int> whole;
  for (const double value : numbers(name)) {
    // Written so that NaN is refused as well.
    if (!(value >= min && value <= max) || value != std::floor(value)) {
      throw InputError(fmt::format("'{}': array '{}' holds {}; wanted whole numbers from {} to {}",
                                   path_.string(), name, value, min, max));
    }
    whole.push_back(static_cast<int>(value));
  }
  return whole;
}

}  // namespace autochrome::prepare
