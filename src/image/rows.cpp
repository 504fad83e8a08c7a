#include "image/rows.h"

#include <memory>

#include "image/callback_failure.h"
#include "image/watch.h"

namespace autochrome::image {

namespace {

struct Visit {
  const RowVisitor& row;
  CallbackFailure failure;
};

int visit_strip(VipsRegion* region, VipsRect* area, void* context) {
  auto& visit = *static_cast<Visit*>(context);
  const auto rows = [&] {
    for (int y = area->top; y < area->top + area->height; ++y) {
      visit.row(y, VIPS_REGION_ADDR(region, area->left, y));
    }
  };
  return visit.failure.guard(rows) ? 0 : -1;
}

}  // namespace

void visit_rows(VipsImage* image, const RowVisitor& visit) {
  Visit context{.row = visit, .failure = {}};
  const auto failure = std::make_shared<CallbackFailure>();
  const ImageOwner seen = watched(image, failure);
  const int status = vips_sink_disc(seen.get(), visit_strip, &context);
  context.failure.rethrow_if_any();
  failure->rethrow_if_any();
  check_call(status);
}

}  // namespace autochrome::image
