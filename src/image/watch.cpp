#include "image/watch.h"

#include <utility>

#include "image/load.h"

namespace autochrome::image {

namespace {

constexpr const char* kDomain = "autochrome-watch";

struct Watch {
  std::shared_ptr<CallbackFailure> failure;
  std::string name;

  void report() const {
    const VipsError error(take_reason());
    if (name.empty()) throw error;
    throw unreadable(name, error);
  }
};

/// Hands on the input's pixels where they lie.
int generate(VipsRegion* output, void* sequence, void*, void* context, gboolean*) {
  const auto& watch = *static_cast<const Watch*>(context);
  auto* input = static_cast<VipsRegion*>(sequence);
  const VipsRect& area = output->valid;
  if (vips_region_prepare(input, &area) == 0) {
    return vips_region_region(output, input, &area, area.left, area.top);
  }
  return watch.failure->guard([&watch] { watch.report(); }) ? 0 : -1;
}

}  // namespace

ImageOwner watched(VipsImage* input,
                   std::shared_ptr<CallbackFailure> failure,
                   const std::string& name) {
  ImageOwner output(vips_image_new());
  check_call(vips_image_pipelinev(output.get(), VIPS_DEMAND_STYLE_FATSTRIP, input, nullptr));
  auto watch = std::make_unique<Watch>(Watch{std::move(failure), name});
  Watch* const context = watch.get();
  keep_with(output.get(), kDomain, std::move(watch));
  g_object_ref(input);
  g_object_set_data_full(G_OBJECT(output.get()), "autochrome-watched", input, g_object_unref);
  check_call(
      vips_image_generate(output.get(), vips_start_one, generate, vips_stop_one, input, context));
  return output;
}

}  // namespace autochrome::image
