// What a path offers for training: which of the known layouts it has, and every picture in it with
// its class. Nothing is decoded here.
//
//   flat folder      pictures without classes
//   class folders    one folder a class, named after it; pictures beside the folders have no class
//   102 flowers      jpg/image_00001.jpg …; imagelabels.mat and setid.mat may be missing
//                    (Nilsback and Zisserman 2008, www.robots.ox.ac.uk/~vgg/data/flowers/102)
//   102flowers.tgz   its archive of jpg/, with the two .mat files looked for beside it
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dataset/split.h"

namespace autochrome::prepare {

enum class LayoutKind { Flat, ClassFolders, Flowers102, Flowers102Archive };

/// "flat folder", "class folders", "102 flowers" or "102 flowers archive".
[[nodiscard]] std::string_view name_of(LayoutKind kind) noexcept;

/// One picture, not yet looked at.
struct Entry {
  std::string name;                             ///< path inside the source, with '/'
  int label = -1;                               ///< index into the classes, or none
  std::optional<dataset::Split> official = {};  ///< where setid.mat puts it, if it does
};

/// A picture that cannot be used, and why.
struct Broken {
  std::string name;
  std::string reason;
};

struct Layout {
  LayoutKind kind = LayoutKind::Flat;
  std::filesystem::path root;       ///< the folder, or the archive
  std::vector<Entry> entries = {};  ///< by name, byte for byte, so that order is the same anywhere
  std::vector<std::string> classes = {};   ///< class folders by name, or the numbers from "1"
  std::vector<Broken> refused = {};        ///< pictures that are not worth decoding
  std::vector<std::string> warnings = {};  ///< one line each: empty class folders, missing lists
  bool has_official_splits = false;
};

/// Largest member of an archive that is taken for a picture; it is held in memory.
constexpr std::size_t kMaxPictureBytes = std::size_t{64} << 20;

/// Throws IoError when the path is missing or unreadable, InputError when it is neither a folder
/// nor an archive, holds no picture, or its lists are damaged or too short for its pictures.
[[nodiscard]] Layout find_layout(const std::filesystem::path& path);

}  // namespace autochrome::prepare
