#include "prepare/findings.h"

#include <algorithm>
#include <utility>

namespace autochrome::prepare {

Tally::Tally(const Layout& layout) {
  findings_.kind = layout.kind;
  findings_.broken = layout.refused;
  findings_.warnings = layout.warnings;
  for (const std::string& name : layout.classes) findings_.classes.push_back({name, 0});
}

void Tally::count(const Entry& entry) {
  ++findings_.pictures;
  if (entry.label < 0) {
    ++findings_.unlabelled;
  } else {
    ++findings_.classes[static_cast<std::size_t>(entry.label)].pictures;
  }
}

void Tally::add_gray(const Entry& entry) { findings_.gray.push_back(entry.name); }

void Tally::add_broken(const Entry& entry, std::string reason) {
  findings_.broken.push_back({entry.name, std::move(reason)});
}

Findings Tally::finish() && {
  std::sort(findings_.gray.begin(), findings_.gray.end());
  std::sort(findings_.broken.begin(), findings_.broken.end(),
            [](const Broken& a, const Broken& b) { return a.name < b.name; });
  return std::move(findings_);
}

}  // namespace autochrome::prepare
