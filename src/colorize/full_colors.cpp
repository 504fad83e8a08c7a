#include "colorize/full_colors.h"

#include <algorithm>
#include <cmath>
#include <future>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "base/stopwatch.h"
#include "colorize/network_colors.h"

namespace autochrome::colorize {

namespace {

constexpr float kSteps = 256;  // a unit of a or b
constexpr float kMost = 127.9F;

std::int16_t packed(float value) noexcept {
  return static_cast<std::int16_t>(std::lround(kSteps * std::clamp(value, -kMost, kMost)));
}

std::int16_t mixed(std::int16_t before, float value, float share) noexcept {
  return packed(static_cast<float>(before) * ((1 - share) / kSteps) + value * share);
}

std::size_t at(int y, int width, int x = 0) noexcept {
  return static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
         static_cast<std::size_t>(x);
}

void unpack(const std::int16_t* from, int n, float* to) noexcept {
  for (int i = 0; i < n; ++i) to[i] = static_cast<float>(from[i]) * (1 / kSteps);
}

}  // namespace

FullColors::FullColors(image::LightnessRows lightness,
                       std::shared_ptr<const model::TrainedModel> model,
                       std::shared_ptr<infer::Session> session,
                       image::PlaneSize tile,
                       Overlap overlap,
                       Pause pause)
    : model_(std::move(model)),
      session_(std::move(session)),
      pause_(std::move(pause)),
      width_(lightness.width()),
      height_(lightness.height()),
      across_(width_, tile.width, overlap, model_->network.graph.spatial_multiple()),
      down_(height_, tile.height, overlap, model_->network.graph.spatial_multiple()),
      lightness_(std::move(lightness)) {}

double FullColors::network_seconds() const {
  const std::lock_guard lock(mutex_);
  return network_seconds_;
}

void FullColors::row(int y, int x0, int n, const float*, float* a, float* b) const {
  const std::shared_ptr<const Block> block = block_of(y);
  const std::size_t from = at(y - block->first, width_, x0);
  unpack(&block->a[from], n, a);
  unpack(&block->b[from], n, b);
  count_down(y, n);
}

std::shared_ptr<const FullColors::Block> FullColors::block_of(int y) const {
  const std::lock_guard lock(mutex_);
  if (failure_) std::rethrow_exception(failure_);
  while (blocks_.empty() || blocks_.back()->end <= y) {
    // A thread of its own, as each thread that runs a network is given helpers that stay with it.
    try {
      std::async(std::launch::async, [this] { add_block(); }).get();
    } catch (...) {
      failure_ = std::current_exception();
      throw;
    }
  }
  for (const std::shared_ptr<Block>& block : blocks_) {
    if (y >= block->first && y < block->end) return block;
  }
  throw std::logic_error(fmt::format("the colours of row {} were asked for twice", y));
}

void FullColors::count_down(int y, int n) const {
  const std::lock_guard lock(mutex_);
  for (auto block = blocks_.begin(); block != blocks_.end(); ++block) {
    if (y < (*block)->first || y >= (*block)->end) continue;
    (*block)->waiting -= n;
    if ((*block)->waiting <= 0 && blocks_.size() > 1) blocks_.erase(block);
    return;
  }
}

void FullColors::add_block() const {
  std::shared_ptr<Block> block = next_block();
  block->waiting = std::int64_t{width_} * (block->end - block->first);
  ++next_;
  last_ = block;
  blocks_.push_back(std::move(block));
}

std::shared_ptr<FullColors::Block> FullColors::next_block() const {
  slide_lightness(down_.start(next_));
  auto block = std::make_shared<Block>();
  block->first = down_.begin(next_);
  const int all = down_.end(next_) - block->first;
  block->end = next_ + 1 == down_.count() ? height_ : down_.begin(next_ + 1);
  for (std::vector<std::int16_t>* plane : {&block->a, &block->b}) plane->resize(at(all, width_));
  for (int i = 0; i < across_.count(); ++i) {
    if (pause_) pause_();
    add_tile(i, *block);
  }
  if (last_) fade_from(*last_, *block);
  return block;
}

void FullColors::slide_lightness(int first) const {
  const std::size_t gone = std::min(strip_.size(), at(first - strip_first_, width_));
  strip_.erase(strip_.begin(), strip_.begin() + static_cast<std::ptrdiff_t>(gone));
  const int held = static_cast<int>(strip_.size() / static_cast<std::size_t>(width_));
  const int wanted = std::min(height_ - first, down_.tile());
  strip_.reserve(at(down_.tile(), width_));
  strip_.resize(at(wanted, width_));
  strip_first_ = first;
  lightness_.read(wanted - held, strip_.data() + at(held, width_));
}

/// Beyond the picture its last row and column are repeated, as for a picture that is not tiled.
image::Plane FullColors::tile_lightness(int i) const {
  image::Plane tile{{}, across_.tile(), down_.tile()};
  tile.values.reserve(at(tile.height, tile.width));
  const int left = across_.start(i);
  const int inside = std::min(tile.width, width_ - left);
  for (int y = 0; y < tile.height; ++y) {
    const float* row = &strip_[at(std::min(y, height_ - 1 - strip_first_), width_, left)];
    tile.values.insert(tile.values.end(), row, row + inside);
    tile.values.resize(at(y + 1, tile.width), row[inside - 1]);
  }
  return tile;
}

void FullColors::add_tile(int i, Block& block) const {
  const Stopwatch watch;
  const NetworkColors colors = network_colors(tile_lightness(i), *model_, *session_);
  const int left = across_.start(i);
  const int rows = static_cast<int>(block.a.size() / static_cast<std::size_t>(width_));
  for (int y = 0; y < rows; ++y) {
    const std::size_t from = at(block.first + y - down_.start(next_), across_.tile());
    const std::size_t to = at(y, width_);
    for (int x = across_.begin(i); x < across_.end(i); ++x) {
      const float share = across_.share(i, x);
      const std::size_t source = from + static_cast<std::size_t>(x - left);
      const std::size_t target = to + static_cast<std::size_t>(x);
      block.a[target] = mixed(block.a[target], colors.a[source], share);
      block.b[target] = mixed(block.b[target], colors.b[source], share);
    }
  }
  network_seconds_ += watch.seconds();
}

void FullColors::fade_from(const Block& before, Block& block) const {
  for (int y = block.first; y < block.first + down_.fade(); ++y) {
    const float share = down_.share(next_, y);
    const std::size_t from = at(y - before.first, width_);
    const std::size_t to = at(y - block.first, width_);
    for (std::size_t x = 0; x < static_cast<std::size_t>(width_); ++x) {
      const auto fade = [&](const std::vector<std::int16_t>& old, std::vector<std::int16_t>& now) {
        now[to + x] = mixed(old[from + x], static_cast<float>(now[to + x]) / kSteps, share);
      };
      fade(before.a, block.a);
      fade(before.b, block.b);
    }
  }
}

}  // namespace autochrome::colorize
