#include "prepare/inspect.h"

#include <cstdint>
#include <utility>
#include <vector>

#include "image/inspect.h"
#include "image/thumbnail.h"
#include "prepare/gray.h"
#include "prepare/pack.h"

namespace autochrome::prepare {
namespace {

struct Look {
  PictureSize size;
  bool gray = false;
};

/// Gray is judged on the square that pack cuts at its default size; at another size a picture at
/// the border may be judged otherwise there.
Look look_at(const image::Source& source) {
  const image::PictureInfo info = image::inspect(source);
  return {.size = {info.width, info.height},
          .gray = is_gray(image::rgb_square(source, PackOptions{}.size))};
}

std::int64_t area(PictureSize size) { return std::int64_t{size.width} * size.height; }

/// Takes in the looks one by one, in any order.
class Inspector {
 public:
  explicit Inspector(const Layout& layout) : layout_(layout), tally_(layout) {}

  void take(Outcome<Look> outcome) {
    const Entry& entry = layout_.entries[outcome.entry];
    if (!outcome.result) return tally_.add_broken(entry, std::move(outcome.failure));
    tally_.count(entry);
    widen(outcome.result->size);
    if (outcome.result->gray) return tally_.add_gray(entry);
    ++coloured_;
    if (entry.official) official_.push_back(*entry.official);
  }

  Inspection finish() {
    const auto shuffled = dataset::shuffled_splits(coloured_, 0);
    Inspection inspection{.findings = std::move(tally_).finish(),
                          .smallest = smallest_,
                          .largest = largest_,
                          .shuffled = dataset::count_splits(shuffled)};
    if (layout_.has_official_splits) inspection.official = dataset::count_splits(official_);
    return inspection;
  }

 private:
  void widen(PictureSize size) {
    if (area(largest_) == 0 || area(size) < area(smallest_)) smallest_ = size;
    if (area(size) > area(largest_)) largest_ = size;
  }

  const Layout& layout_;
  Tally tally_;
  PictureSize smallest_;
  PictureSize largest_;
  std::size_t coloured_ = 0;
  std::vector<dataset::Split> official_;
};

}  // namespace

Inspection inspect(const std::filesystem::path& path, int threads, const Progress& progress) {
  const Layout layout = find_layout(path);
  Inspector inspector(layout);
  std::size_t done = 0;
  decode_pictures(layout, threads, look_at, [&](Outcome<Look> outcome) {
    inspector.take(std::move(outcome));
    if (progress) progress(++done, layout.entries.size());
  });
  return inspector.finish();
}

}  // namespace autochrome::prepare
