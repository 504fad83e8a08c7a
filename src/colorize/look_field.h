// A look laid over whatever colours a picture has.
#pragma once

#include <memory>

#include "color/chroma_field.h"
#include "color/look.h"

namespace autochrome::colorize {

/// The field itself where the look is plain.
[[nodiscard]] std::shared_ptr<const color::ChromaField> with_look(
    std::shared_ptr<const color::ChromaField> field, const color::LookOptions& look);

}  // namespace autochrome::colorize
