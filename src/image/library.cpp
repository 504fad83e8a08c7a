#include "image/library.h"

#include "image/loaders.h"
#include "image/vips_call.h"

namespace autochrome::image {

namespace {

constexpr auto kQuietLevels =
    static_cast<GLogLevelFlags>(G_LOG_LEVEL_WARNING | G_LOG_LEVEL_MESSAGE | G_LOG_LEVEL_INFO);

void drop_message(const char*, GLogLevelFlags, const char*, void*) {}

}  // namespace

Library::Library(const LibraryOptions& options) {
  start_libvips();
  g_log_set_handler("VIPS", kQuietLevels, drop_message, nullptr);
  block_other_loaders();
  vips_concurrency_set(options.threads);
  // Pictures are used once; remembering operations would only hold on to their memory.
  vips_cache_set_max(0);
}

Library::~Library() { vips_shutdown(); }

}  // namespace autochrome::image
