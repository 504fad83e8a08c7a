#include "image/rows.h"

#include <fmt/format.h>

#include "image/callback_failure.h"

namespace autochrome::image {

namespace {

struct Visit {
  const RowVisitor& row;
  CallbackFailure failure;
  int rows = 0;  ///< seen; libvips calls from one thread at a time
};

int visit_strip(VipsRegion* region, VipsRect* area, void* context) {
  auto& visit = *static_cast<Visit*>(context);
  const auto rows = [&] {
    for (int y = area->top; y < area->top + area->height; ++y) {
      visit.row(y, VIPS_REGION_ADDR(region, area->left, y));
      ++visit.rows;
    }
  };
  return visit.failure.guard(rows) ? 0 : -1;
}

}  // namespace

void visit_rows(VipsImage* image, const RowVisitor& visit) {
  Visit context{.row = visit, .failure = {}};
  const int status = vips_sink_disc(image, visit_strip, &context);
  context.failure.rethrow_if_any();
  check_call(status);
  // With several threads libvips has been seen to report a torn file as a success.
  if (context.rows != image->Ysize) {
    throw VipsError(fmt::format("the pixels end after {} of {} rows", context.rows, image->Ysize));
  }
}

}  // namespace autochrome::image
