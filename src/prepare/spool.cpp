#include "prepare/spool.h"

namespace autochrome::prepare {
namespace {

std::filesystem::path spool_beside(std::filesystem::path target) { return target += ".pictures"; }

}  // namespace

Spool::Spool(const std::filesystem::path& target, std::size_t picture_bytes)
    : file_(spool_beside(target)), picture_bytes_(picture_bytes) {}

void Spool::append(std::span<const std::uint8_t> picture) { file_.write(std::as_bytes(picture)); }

std::span<const std::uint8_t> Spool::at(std::size_t index) {
  if (!map_) map_.emplace(file_.temporary_path());
  const auto bytes = map_->bytes().subspan(index * picture_bytes_, picture_bytes_);
  return {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
}

}  // namespace autochrome::prepare
