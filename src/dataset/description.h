// What a prepared training set says about itself: the metadata of its safetensors header.
//
//   kind      "autochrome dataset"
//   version   "1"
//   size      side of every picture in pixels
//   seed      of the split
//   split     "60/20/20" or "official"
//   classes   JSON array of the class names, in the order of the labels
//   source    name of the folder or archive, without its path
//   skipped   pictures of the source that could not be used
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "dataset/split.h"

namespace autochrome::dataset {

struct Description {
  int size = 0;  ///< side of every picture in pixels, 1 to kMaxSize
  std::uint64_t seed = 0;
  SplitRule rule = SplitRule::Random;
  std::vector<std::string> classes = {};  ///< empty when the source has none
  std::string source = {};                ///< name of the folder or archive, without its path
  std::size_t skipped = 0;                ///< pictures of the source that could not be used
};

/// Larger pictures than this are no training set but a mistake.
constexpr int kMaxSize = 4096;

/// Names that are not UTF-8 get U+FFFD where they are not.
[[nodiscard]] std::map<std::string, std::string> to_metadata(const Description& description);

/// The reverse; throws InputError naming the key that is missing or makes no sense.
[[nodiscard]] Description description_of(
    const std::map<std::string, std::string, std::less<>>& metadata);

}  // namespace autochrome::dataset
