// Reader of MATLAB 5 files, as far as published label lists need it: real numeric matrices, plain
// or compressed, little-endian. Format: MathWorks, "MAT-File Format" (R2019b), chapter 1.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace autochrome::prepare {

/// One array of a file. `values` are in column order, as many as `dims` multiply to; `obstacle`
/// says why an array has none ("is a cell array").
struct MatArray {
  std::vector<std::int32_t> dims;
  std::vector<double> values;
  std::string obstacle;
};

class MatFile {
 public:
  /// Reads and checks the whole file. Throws IoError when it cannot be read, InputError with path
  /// and reason when it is not a MATLAB 5 file, is cut short, or grows beyond 16 MiB.
  explicit MatFile(const std::filesystem::path& path);

  /// Throws InputError when there is no such array or it is not one of real numbers.
  [[nodiscard]] const std::vector<double>& numbers(std::string_view name) const;

  /// The same as whole numbers from `min` to `max`; throws InputError naming the first other value.
  [[nodiscard]] std::vector<int> integers(std::string_view name, int min, int max) const;

 private:
  std::filesystem::path path_;
  std::map<std::string, MatArray, std::less<>> arrays_;
};

}  // namespace autochrome::prepare
