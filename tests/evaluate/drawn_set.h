// A small set of pictures in colour, drawn: what an evaluation is tried on.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "evaluate/contestant.h"
#include "evaluate/examples.h"

namespace autochrome::evaluate::testing {

inline constexpr int kSide = 32;
inline constexpr int kPictures = 30;

/// [kSide, kSide, 3]: a disc and a ground whose colours follow from the seed.
[[nodiscard]] std::vector<std::uint8_t> drawn_square(int seed, int side = kSide);

/// A prepared file of kPictures, split 60/20/20, of the classes "rose" and "tulip".
void write_set(const std::filesystem::path& path);

/// Every picture of the examples as PNG below `folder`, as software that copies the truth would.
void write_copies(const Examples& examples, const std::filesystem::path& folder);

/// A picture file of `side` pixels; `bands` 1 or 3, `bits` 8 or 16.
void write_picture(const std::filesystem::path& path, int side, int bands = 3, int bits = 8);

/// A small network with fresh weights times `scale`.
[[nodiscard]] std::shared_ptr<const model::TrainedModel> drawn_model(float scale = 1);

/// A small classifier of these classes, which sees 16×16, with fresh weights times `scale`.
[[nodiscard]] std::shared_ptr<const model::TrainedModel> drawn_classifier(
    const std::vector<std::string>& classes, float scale = 1);

/// Gray, mean colour, a network called "net", truth.
[[nodiscard]] Contestants usual_contestants(const Examples& examples);

}  // namespace autochrome::evaluate::testing
