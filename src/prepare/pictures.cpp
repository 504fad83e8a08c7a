#include "prepare/pictures.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "prepare/archive.h"

namespace autochrome::prepare {
namespace {

using UseSource = std::function<void(std::size_t entry, image::Source source)>;

/// The entry of that name, or nothing; entries are sorted by name.
std::optional<std::size_t> find(const std::vector<Entry>& entries, std::string_view name) {
  const auto found =
      std::lower_bound(entries.begin(), entries.end(), name,
                       [](const Entry& entry, std::string_view key) { return entry.name < key; });
  if (found == entries.end() || found->name != name) return std::nullopt;
  return static_cast<std::size_t>(found - entries.begin());
}

void for_each_member(const Layout& layout, const UseSource& use) {
  ArchiveReader reader(layout.root);
  std::vector<bool> seen(layout.entries.size());
  std::size_t missing = seen.size();
  while (const auto member = reader.next()) {
    const auto entry = find(layout.entries, member->path);
    if (!entry || seen[*entry] || !member->regular) continue;
    seen[*entry] = true;
    --missing;
    std::string name = layout.root.string() + ": " + member->path;
    use(*entry, image::Source::bytes(reader.read(kMaxPictureBytes), std::move(name)));
  }
  if (missing != 0) {
    throw InputError(fmt::format("archive '{}' changed while it was read: {} pictures are gone",
                                 layout.root.string(), missing));
  }
}

}  // namespace

void for_each_source(const Layout& layout, const UseSource& use) {
  if (layout.kind == LayoutKind::Flowers102Archive) return for_each_member(layout, use);
  for (std::size_t i = 0; i < layout.entries.size(); ++i) {
    use(i, image::Source::file(layout.root / layout.entries[i].name));
  }
}

}  // namespace autochrome::prepare
