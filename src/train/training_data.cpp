#include "train/training_data.h"

#include <memory>
#include <string>

#include <fmt/format.h>

#include "base/error.h"

namespace autochrome::train {

namespace {

constexpr const char* kWanted = "a file that 'autochrome dataset prepare' made";

}  // namespace

Datasets open_all(const std::vector<std::filesystem::path>& paths) {
  if (paths.empty()) throw InputError("no data to train on");
  Datasets data;
  for (const auto& path : paths) {
    try {
      data.push_back(std::make_shared<dataset::Prepared>(path));
    } catch (const InputError& error) {
      throw InputError(fmt::format("{}; wanted {}", error.what(), kWanted));
    } catch (const IoError& error) {
      throw IoError(fmt::format("{}; wanted {}", error.what(), kWanted));
    }
  }
  return data;
}

std::int64_t count_of(const Datasets& data, dataset::Split split) {
  std::int64_t count = 0;
  for (const auto& file : data) count += static_cast<std::int64_t>(file->indices(split).size());
  return count;
}

void check_batch(const Datasets& data, int batch, int ranks) {
  const std::int64_t pictures = count_of(data, dataset::Split::Train);
  if (std::int64_t{batch} * ranks <= pictures) return;
  const std::string step = ranks > 1 ? fmt::format("{} ranks' batches of {}", ranks, batch)
                                     : fmt::format("a batch of {}", batch);
  throw InputError(
      pictures < ranks
          ? fmt::format("{} training pictures cannot be shared by {} ranks", pictures, ranks)
          : fmt::format("{} pictures is more than the training split has, {}; '--batch {}' fits",
                        step, pictures, pictures / ranks));
}

void check_pictures(const Datasets& data, int multiple) {
  if (count_of(data, dataset::Split::Train) == 0) throw InputError("the training split is empty");
  if (count_of(data, dataset::Split::Validation) == 0) {
    throw InputError("the validation split is empty: at least 2 pictures are needed");
  }
  for (const auto& file : data) {
    if (file->size() % multiple == 0) continue;
    throw InputError(
        fmt::format("the pictures of '{}' are {} pixels wide; the network wants a "
                    "multiple of {}",
                    file->description().source, file->size(), multiple));
  }
}

void check_labels(const Datasets& data) {
  for (const auto& file : data) {
    const std::string& source = file->description().source;
    if (file->classes().size() < 2) {
      throw InputError(fmt::format("'{}' has {} classes; to tell some apart at least 2 are needed",
                                   source, file->classes().size()));
    }
    if (file->classes() != data[0]->classes()) {
      throw InputError(fmt::format("'{}' and '{}' have different classes",
                                   data[0]->description().source, source));
    }
    for (std::size_t i = 0; i < file->count(); ++i) {
      if (file->label(i) >= 0) continue;
      throw InputError(fmt::format("the picture '{}' of '{}' has no class", file->name(i), source));
    }
  }
}

}  // namespace autochrome::train
