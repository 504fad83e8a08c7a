#include "image/loaders.h"

#include <mutex>
#include <stdexcept>
#include <string>

#include <fmt/format.h>
#include <gmodule.h>

#include "image/vips_call.h"

namespace autochrome::image {

namespace {

constexpr const char* kHome = "VIPSHOME";
constexpr const char* kNoFolder = "/nonexistent";

struct LateFormat {
  const char* module;
  const char* loader;
};

constexpr LateFormat kLateFormats[] = {{"heif", "VipsForeignLoadHeif"},
                                       {"jxl", "VipsForeignLoadJxl"}};

void allow(const char* operation) { vips_operation_block_set(operation, FALSE); }

/// A module that is missing leaves its pictures unknown, as a libvips built without it.
void load_late(const LateFormat& format) {
  if (g_type_from_name(format.loader) != 0) return;
  const std::string path =
      fmt::format("{}/vips-modules-{}.{}/vips-{}.so", AUTOCHROME_VIPS_LIBRARIES, vips_version(0),
                  vips_version(1), format.module);
  // Never closed: modules of libvips make themselves resident.
  static_cast<void>(g_module_open(path.c_str(), G_MODULE_BIND_LAZY));
  allow(format.loader);  // as a class made late takes after VipsForeignLoad
}

}  // namespace

void start_libvips() {
  // The one way to say it, and libvips sets the variable itself where it is missing.
  g_setenv(kHome, kNoFolder, FALSE);
  if (vips_init("autochrome") != 0)
    throw std::runtime_error("cannot start libvips: " + take_reason());
}

void block_other_loaders() {
  // PPM and JPEG XL count among the untrusted and are let in after the door is shut.
  vips_block_untrusted_set(TRUE);
  vips_operation_block_set("VipsForeignLoad", TRUE);
  for (const char* loader : {"VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadTiff",
                             "VipsForeignLoadWebp", "VipsForeignLoadNsgif", "VipsForeignLoadPpm"}) {
    allow(loader);
  }
  for (const LateFormat& format : kLateFormats) allow(format.loader);
  allow("VipsForeignSaveJxl");
}

void load_late_formats() {
  static std::once_flag once;
  std::call_once(once, [] {
    for (const LateFormat& format : kLateFormats) load_late(format);
  });
}

}  // namespace autochrome::image
