#include "prepare/layout.h"

#include <algorithm>
#include <set>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "base/error.h"
#include "image/format.h"
#include "prepare/archive.h"
#include "prepare/flowers102.h"

namespace autochrome::prepare {
namespace {

namespace fs = std::filesystem;

/// Pipes and devices would block or never end. A dangling link stays: it is reported as broken.
bool may_be_picture(const fs::directory_entry& item) {
  std::error_code ignored;
  const fs::file_type type = item.status(ignored).type();
  return (type == fs::file_type::regular || type == fs::file_type::not_found) &&
         image::has_picture_suffix(item.path());
}

/// What lies directly in a folder, hidden names left out, sorted by name.
struct Listing {
  std::vector<std::string> folders;
  std::vector<std::string> pictures;
};

Listing list(const fs::path& folder) {
  Listing listing;
  try {
    for (const auto& item : fs::directory_iterator(folder)) {
      std::string name = item.path().filename().string();
      if (name.starts_with('.')) continue;
      std::error_code ignored;
      if (item.is_directory(ignored)) {
        listing.folders.push_back(std::move(name));
      } else if (may_be_picture(item)) {
        listing.pictures.push_back(std::move(name));
      }
    }
  } catch (const fs::filesystem_error& error) {
    throw IoError(
        fmt::format("cannot read folder '{}': {}", folder.string(), error.code().message()));
  }
  std::sort(listing.folders.begin(), listing.folders.end());
  std::sort(listing.pictures.begin(), listing.pictures.end());
  return listing;
}

/// Names end up joined by line breaks, so none may hold one.
void add_entry(Layout& layout, Entry entry) {
  if (entry.name.find('\n') == std::string::npos) {
    layout.entries.push_back(std::move(entry));
  } else {
    layout.refused.push_back({std::move(entry.name), "its name holds a line break"});
  }
}

Layout flowers_folder(const fs::path& root, const Listing& jpg) {
  Layout layout{.kind = LayoutKind::Flowers102, .root = root};
  for (const std::string& picture : jpg.pictures) {
    std::string name = "jpg/" + picture;
    if (flower_number(name)) layout.entries.push_back({.name = std::move(name)});
  }
  read_flower_lists(root, layout);
  return layout;
}

/// The 102-flower layout, where there is a jpg/ with at least one picture of its naming.
std::optional<Layout> as_flowers_folder(const fs::path& root, const Listing& top) {
  if (!std::binary_search(top.folders.begin(), top.folders.end(), "jpg")) return std::nullopt;
  const Listing jpg = list(root / "jpg");
  const bool named = std::any_of(
      jpg.pictures.begin(), jpg.pictures.end(),
      [](const std::string& picture) { return flower_number("jpg/" + picture).has_value(); });
  if (!named) return std::nullopt;
  return flowers_folder(root, jpg);
}

void add_class(const fs::path& root, const std::string& folder, Layout& layout) {
  const Listing inside = list(root / folder);
  if (inside.pictures.empty()) {
    layout.warnings.push_back(
        fmt::format("folder '{}' holds no picture and makes no class", (root / folder).string()));
    return;
  }
  const auto label = static_cast<int>(layout.classes.size());
  layout.classes.push_back(folder);
  for (const std::string& picture : inside.pictures) {
    add_entry(layout, {.name = folder + "/" + picture, .label = label});
  }
}

/// Class folders, or a flat folder where no folder inside holds a picture.
Layout plain_folder(const fs::path& root, const Listing& top) {
  Layout layout{.root = root};
  for (const std::string& folder : top.folders) add_class(root, folder, layout);
  if (!layout.classes.empty()) {
    layout.kind = LayoutKind::ClassFolders;
    if (!top.pictures.empty()) {
      layout.warnings.push_back(
          fmt::format("{} pictures lie beside the class folders and have no "
                      "class",
                      top.pictures.size()));
    }
  }
  for (const std::string& picture : top.pictures) add_entry(layout, {.name = picture});
  return layout;
}

/// The pictures of the archive; members of other names are none of ours.
Layout flowers_archive(const fs::path& path) {
  Layout layout{.kind = LayoutKind::Flowers102Archive, .root = path};
  ArchiveReader reader(path);
  std::set<std::string> seen;
  while (const auto member = reader.next()) {
    const bool picture = member->regular && flower_number(member->path).has_value();
    if (!picture || !seen.insert(member->path).second) continue;
    if (member->bytes > kMaxPictureBytes) {
      layout.refused.push_back(
          {member->path, fmt::format("it has {} bytes; at most {} are accepted", member->bytes,
                                     kMaxPictureBytes)});
    } else {
      layout.entries.push_back({.name = member->path});
    }
  }
  if (layout.entries.empty()) {
    throw InputError(
        fmt::format("archive '{}' holds no pictures named jpg/image_00001.jpg", path.string()));
  }
  read_flower_lists(path.parent_path(), layout);
  return layout;
}

Layout folder_layout(const fs::path& root) {
  const Listing top = list(root);
  Layout layout = as_flowers_folder(root, top).value_or(Layout{});
  if (layout.entries.empty()) layout = plain_folder(root, top);
  if (layout.entries.empty()) {
    throw InputError(
        fmt::format("folder '{}' holds no pictures, nor do the folders in it", root.string()));
  }
  return layout;
}

}  // namespace

std::string_view name_of(LayoutKind kind) noexcept {
  switch (kind) {
    case LayoutKind::Flat:
      return "flat folder";
    case LayoutKind::ClassFolders:
      return "class folders";
    case LayoutKind::Flowers102:
      return "102 flowers";
    case LayoutKind::Flowers102Archive:
      break;
  }
  return "102 flowers archive";
}

Layout find_layout(const std::filesystem::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) {
    throw IoError(fmt::format("cannot read '{}': {}", path.string(), error.message()));
  }
  if (!fs::is_directory(status) && !fs::is_regular_file(status)) {
    throw InputError(fmt::format("'{}' is neither a folder nor an archive", path.string()));
  }
  Layout layout = fs::is_directory(status) ? folder_layout(path) : flowers_archive(path);
  std::sort(layout.entries.begin(), layout.entries.end(),
            [](const Entry& a, const Entry& b) { return a.name < b.name; });
  return layout;
}

}  // namespace autochrome::prepare
