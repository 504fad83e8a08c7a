#include <gtest/gtest.h>
#include <vips/vips.h>

namespace autochrome::image {
namespace {

TEST(Loaders, OfFormatsThatAreNotOursAreNotEvenLoaded) {
  for (const char* loader : {"magickload_buffer", "openslideload_source", "pdfload_source"}) {
    EXPECT_EQ(vips_type_find("VipsForeignLoad", loader), 0U) << loader;
  }
}

}  // namespace
}  // namespace autochrome::image
