#include "image/library.h"

#include <stdexcept>

#include "image/vips_call.h"

namespace autochrome::image {

namespace {

constexpr auto kQuietLevels =
    static_cast<GLogLevelFlags>(G_LOG_LEVEL_WARNING | G_LOG_LEVEL_MESSAGE | G_LOG_LEVEL_INFO);

void drop_message(const char*, GLogLevelFlags, const char*, void*) {}

/// All loaders but those of `Format`. libvips counts PPM and JPEG XL among the untrusted, so they
/// are let in after the door is shut.
void block_other_loaders() {
  vips_block_untrusted_set(TRUE);
  vips_operation_block_set("VipsForeignLoad", TRUE);
  for (const char* loader : {"VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadTiff",
                             "VipsForeignLoadWebp", "VipsForeignLoadHeif", "VipsForeignLoadJxl",
                             "VipsForeignLoadNsgif", "VipsForeignLoadPpm"}) {
    vips_operation_block_set(loader, FALSE);
  }
  vips_operation_block_set("VipsForeignSaveJxl", FALSE);
}

}  // namespace

Library::Library(const LibraryOptions& options) {
  if (vips_init("autochrome") != 0)
    throw std::runtime_error("cannot start libvips: " + take_reason());
  g_log_set_handler("VIPS", kQuietLevels, drop_message, nullptr);
  block_other_loaders();
  vips_concurrency_set(options.threads);
  // Pictures are used once; remembering operations would only hold on to their memory.
  vips_cache_set_max(0);
}

Library::~Library() { vips_shutdown(); }

}  // namespace autochrome::image
