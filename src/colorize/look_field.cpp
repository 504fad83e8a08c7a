#include "colorize/look_field.h"

#include <utility>

namespace autochrome::colorize {

namespace {

class LookField final : public color::ChromaField {
 public:
  LookField(std::shared_ptr<const color::ChromaField> field, const color::LookOptions& look)
      : field_(std::move(field)), look_(look) {}

  void row(int y, int x0, int n, const float* lightness, float* a, float* b) const override {
    field_->row(y, x0, n, lightness, a, b);
    color::look_row(look_, lightness, n, a, b);
  }

 private:
  std::shared_ptr<const color::ChromaField> field_;
  color::LookOptions look_;
};

}  // namespace

std::shared_ptr<const color::ChromaField> with_look(std::shared_ptr<const color::ChromaField> field,
                                                    const color::LookOptions& look) {
  if (look.plain()) return field;
  return std::make_shared<LookField>(std::move(field), look);
}

}  // namespace autochrome::colorize
