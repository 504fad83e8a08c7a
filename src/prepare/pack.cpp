#include "prepare/pack.h"

#include <algorithm>
#include <memory>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/error.h"
#include "dataset/writer.h"
#include "image/thumbnail.h"
#include "prepare/gray.h"
#include "prepare/spool.h"

namespace autochrome::prepare {
namespace {

struct Square {
  std::vector<std::uint8_t> rgb;
  bool gray = false;
};

Square cut_square(const image::Source& source, int size) {
  Square square{.rgb = image::rgb_square(source, size)};
  square.gray = is_gray(square.rgb);
  return square;
}

/// The folder's or archive's own name without ".tgz", so that both give the same file.
std::string source_name(const std::filesystem::path& root) {
  std::string name = std::filesystem::canonical(root).filename().string();
  for (const std::string_view suffix : {".tgz", ".tar.gz", ".tar"}) {
    if (name.size() > suffix.size() && name.ends_with(suffix)) {
      name.resize(name.size() - suffix.size());
      break;
    }
  }
  return name;
}

dataset::Description describe_set(const Layout& layout, const PackOptions& options) {
  return {.size = options.size,
          .seed = static_cast<std::uint64_t>(options.seed),
          .rule = options.split == "official" ? dataset::SplitRule::Official
                                              : dataset::SplitRule::Random,
          .classes = layout.classes,
          .source = source_name(layout.root)};
}

std::size_t bytes_of_square(int size) {
  const auto side = static_cast<std::size_t>(size);
  return side * side * 3;
}

/// Brings the squares into the file in order of their entries and keeps account of them.
class Packer {
 public:
  Packer(const Layout& layout, const std::filesystem::path& target, const PackOptions& options)
      : layout_(layout),
        options_(options),
        tally_(layout),
        writer_(target, describe_set(layout, options)) {
    if (layout.kind == LayoutKind::Flowers102Archive) {
      spool_ = std::make_unique<Spool>(target, bytes_of_square(options.size));
    }
  }

  void take(Outcome<Square> outcome) {
    const Entry& entry = layout_.entries[outcome.entry];
    if (!outcome.result) return tally_.add_broken(entry, std::move(outcome.failure));
    if (outcome.result->gray) tally_.add_gray(entry);
    if (outcome.result->gray && !options_.keep_gray) return;
    tally_.count(entry);
    kept_.push_back(outcome.entry);
    if (spool_) {
      spool_->append(outcome.result->rgb);
    } else {
      writer_.append(outcome.result->rgb, entry.label, entry.name);
    }
  }

  PackReport finish() {
    PackReport report{.findings = std::move(tally_).finish()};
    if (kept_.empty()) refuse(report.findings);
    if (spool_) write_spooled();
    const std::vector<dataset::Split> splits = assign_splits();
    report.splits = dataset::count_splits(splits);
    writer_.finish(splits, skipped());
    return report;
  }

 private:
  [[noreturn]] void refuse(const Findings& findings) const {
    std::string text =
        fmt::format("'{}' holds no picture to train on: {} are gray, {} broken",
                    layout_.root.string(), findings.gray.size(), findings.broken.size());
    if (!findings.broken.empty()) text += ", the first: " + findings.broken.front().reason;
    throw InputError(text);
  }

  void write_spooled() {
    std::vector<std::pair<std::size_t, std::size_t>> places;  // entry, place in the spool
    for (std::size_t i = 0; i < kept_.size(); ++i) places.emplace_back(kept_[i], i);
    std::sort(places.begin(), places.end());
    std::sort(kept_.begin(), kept_.end());
    for (const auto& [index, place] : places) {
      const Entry& entry = layout_.entries[index];
      writer_.append(spool_->at(place), entry.label, entry.name);
    }
  }

  [[nodiscard]] std::vector<dataset::Split> assign_splits() const {
    if (options_.split == "random") {
      return dataset::shuffled_splits(kept_.size(), static_cast<std::uint64_t>(options_.seed));
    }
    std::vector<dataset::Split> splits;
    for (const std::size_t index : kept_) {
      const Entry& entry = layout_.entries[index];
      if (!entry.official) {
        throw InputError(fmt::format("the official split does not list '{}'", entry.name));
      }
      splits.push_back(*entry.official);
    }
    return splits;
  }

  [[nodiscard]] std::size_t skipped() const {
    return layout_.entries.size() + layout_.refused.size() - kept_.size();
  }

  const Layout& layout_;
  const PackOptions& options_;
  Tally tally_;
  dataset::Writer writer_;
  std::unique_ptr<Spool> spool_;   ///< for archives, whose order is their own
  std::vector<std::size_t> kept_;  ///< entries, in the order of their pictures
};

}  // namespace

PackReport pack(const std::filesystem::path& path,
                const std::filesystem::path& target,
                const PackOptions& options,
                const Progress& progress) {
  validate(options);
  const Layout layout = find_layout(path);
  if (options.split == "official" && !layout.has_official_splits) {
    throw InputError(
        fmt::format("'{}' has no official split: it wants the 102-flower layout with "
                    "setid.mat",
                    path.string()));
  }
  Packer packer(layout, target, options);
  std::size_t done = 0;
  decode_pictures(
      layout, options.threads,
      [&](const image::Source& source) { return cut_square(source, options.size); },
      [&](Outcome<Square> outcome) {
        packer.take(std::move(outcome));
        if (progress) progress(++done, layout.entries.size());
      });
  return packer.finish();
}

}  // namespace autochrome::prepare
