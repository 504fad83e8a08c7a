// EXIF, XMP and IPTC from the picture read to the file written.
#include "image/metadata.h"

#include <gtest/gtest.h>

#include "image/inspect.h"
#include "image/save.h"
#include "tests/image/drawn.h"

namespace autochrome::image {
namespace {

using testing::as_vips;
using testing::drawn;
using testing::TemporaryFolder;

const Provenance kProvenance = {.version = "0.1.0", .model = "unet-s"};

class Metadata : public ::testing::Test {
 protected:
  /// Saves what `in` holds as `out` and gives libvips' view of the result.
  ImageOwner converted(const std::string& in, const std::string& out) {
    report_ = save(open(Source::file(folder_ / in)), folder_ / out, {}, kProvenance);
    ImageOwner image(vips_image_new_from_file((folder_ / out).c_str(), nullptr));
    if (!image) throw VipsError(take_reason());
    return image;
  }

  static std::string text(const ImageOwner& image, const char* field) {
    const char* value = "";
    if (vips_image_get_typeof(image.get(), field) == 0) return "";
    check_call(vips_image_get_string(image.get(), field, &value));
    return value;
  }

  TemporaryFolder folder_;
  SaveReport report_;
};

TEST_F(Metadata, ExifSaysWhatIsMissingAndKeepsWhatIsThere) {
  const ImageOwner input = as_vips(drawn(32, 24, 1));
  vips_image_set_string(input.get(), "exif-ifd0-Software", "Scanner 3");
  testing::write(input.get(), folder_ / "in.jpg");
  const ImageOwner output = converted("in.jpg", "out.jpg");
  EXPECT_TRUE(text(output, "exif-ifd0-Software").starts_with("Scanner 3"));
  EXPECT_NE(text(output, "exif-ifd2-UserComment").find("Colours are simulated"), std::string::npos);
  testing::saved(folder_, "plain.png", drawn(32, 24, 1));
  const ImageOwner fresh = converted("plain.png", "fresh.jpg");
  EXPECT_TRUE(text(fresh, "exif-ifd0-Software").starts_with("Autochrome 0.1.0"));
}

TEST_F(Metadata, ResolutionIsKept) {
  const ImageOwner input = as_vips(drawn(32, 24, 1));
  const ImageOwner dense = make_image([&](VipsImage** out) {
    return vips_copy(input.get(), out, "xres", 11.811, "yres", 11.811, nullptr);
  });
  testing::write(dense.get(), folder_ / "in.tif");
  for (const char* name : {"out.jpg", "out.png", "out.tif"}) {
    EXPECT_NEAR(vips_image_get_xres(converted("in.tif", name).get()), 11.811, 0.03) << name;
  }
}

TEST_F(Metadata, GrayThumbnailIsDropped) {
  const ImageOwner input = as_vips(drawn(320, 240, 1));
  const std::string thumbnail = encode(from_samples(drawn(32, 24, 1)), Format::Jpeg).bytes;
  set_blob(input.get(), "jpeg-thumbnail-data", thumbnail);
  testing::write(input.get(), folder_ / "in.jpg");
  const ImageOwner before(vips_image_new_from_file((folder_ / "in.jpg").c_str(), nullptr));
  ASSERT_FALSE(blob(before.get(), "jpeg-thumbnail-data").empty());
  EXPECT_TRUE(blob(converted("in.jpg", "out.jpg").get(), "jpeg-thumbnail-data").empty());
}

TEST_F(Metadata, XmpIsMergedInEveryFormatThatHoldsIt) {
  const std::string packet =
      "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF "
      "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description rdf:about='' "
      "xmlns:dc='http://purl.org/dc/elements/1.1/'><dc:source>album 7</dc:source>"
      "</rdf:Description></rdf:RDF></x:xmpmeta>";
  const ImageOwner input = as_vips(drawn(64, 48, 1));
  set_blob(input.get(), VIPS_META_XMP_NAME, packet);
  for (const FormatTraits& from : all_formats()) {
    if (!from.xmp) continue;
    const std::string in = "in" + std::string(from.suffixes.front());
    testing::write(input.get(), folder_ / in);
    for (const FormatTraits& to : all_formats()) {
      if (!to.xmp) continue;
      const ImageOwner output = converted(in, "out" + std::string(to.suffixes.front()));
      const std::string_view merged = xmp_packet(output.get());
      EXPECT_NE(merged.find("album 7"), std::string_view::npos) << from.name << to.name;
      EXPECT_EQ(provenance_in_xmp(merged), kProvenance) << from.name << to.name;
    }
  }
}

TEST_F(Metadata, XmpForgetsOrientationAndGrayThumbnail) {
  const auto rdf = [](const std::string& attributes, const std::string& elements) {
    return "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
           "<rdf:Description rdf:about='' xmlns:tiff='http://ns.adobe.com/tiff/1.0/' "
           "xmlns:xap='http://ns.adobe.com/xap/1.0/' tiff:Make='Leica'" +
           attributes + ">" + elements + "</rdf:Description></rdf:RDF>";
  };
  const std::string elements =
      "<tiff:Orientation>6</tiff:Orientation>"
      "<xap:Thumbnails><rdf:Alt><rdf:li>gray</rdf:li></rdf:Alt></xap:Thumbnails>";
  for (const std::string& packet : {rdf(" tiff:Orientation='6'", ""), rdf("", elements)}) {
    const ImageOwner input = as_vips(drawn(64, 48, 1));
    set_blob(input.get(), VIPS_META_XMP_NAME, packet);
    vips_image_set_int(input.get(), VIPS_META_ORIENTATION, 6);
    testing::write(input.get(), folder_ / "in.jpg");
    const ImageOwner output = converted("in.jpg", "out.jpg");
    EXPECT_EQ(vips_image_get_width(output.get()), 48);
    const std::string_view merged = xmp_packet(output.get());
    EXPECT_NE(merged.find("Leica"), std::string_view::npos);
    EXPECT_EQ(merged.find("Orientation"), std::string_view::npos) << merged;
    EXPECT_EQ(merged.find("Thumbnails"), std::string_view::npos) << merged;
  }
}

TEST_F(Metadata, MalformedXmpDoesNotStopTheSave) {
  const ImageOwner input = as_vips(drawn(64, 48, 1));
  set_blob(input.get(), VIPS_META_XMP_NAME, "<x:xmpmeta <<< nonsense");
  testing::write(input.get(), folder_ / "in.png");
  EXPECT_EQ(provenance_in_xmp(xmp_packet(converted("in.png", "out.jpg").get())), kProvenance);
}

TEST_F(Metadata, XmpTooLongForJpegGivesWayToProvenance) {
  const std::string packet =
      "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
      "<rdf:Description rdf:about=''><a xmlns='urn:a'>" +
      std::string(70'000, 'x') + "</a></rdf:Description></rdf:RDF>";
  const ImageOwner input = as_vips(drawn(64, 48, 1));
  set_blob(input.get(), VIPS_META_XMP_NAME, packet);
  testing::write(input.get(), folder_ / "in.png");
  EXPECT_EQ(provenance_in_xmp(xmp_packet(converted("in.png", "out.jpg").get())), kProvenance);
  ASSERT_EQ(report_.warnings.size(), 1U);
  EXPECT_NE(report_.warnings[0].find("too long for JPEG"), std::string::npos);
  EXPECT_GT(xmp_packet(converted("in.png", "out.png").get()).size(), 70'000U);
}

TEST_F(Metadata, IptcGoesFromJpegToJpegAndIsMissedElsewhere) {
  const ImageOwner input = as_vips(drawn(64, 48, 1));
  // A Photoshop segment with an IPTC record 2:105, "Head".
  const std::string iptc(
      "Photoshop 3.0\0"
      "8BIM\x04\x04\0\0\0\0\0\x09\x1c\x02\x69\0\x04Head\0",
      36);
  set_blob(input.get(), VIPS_META_IPTC_NAME, iptc);
  testing::write(input.get(), folder_ / "in.jpg");
  ASSERT_TRUE(inspect(Source::file(folder_ / "in.jpg")).iptc);
  const ImageOwner kept = converted("in.jpg", "out.jpg");
  EXPECT_NE(blob(kept.get(), VIPS_META_IPTC_NAME).find("Head"), std::string_view::npos);
  EXPECT_TRUE(report_.warnings.empty());
  EXPECT_TRUE(blob(converted("in.jpg", "out.tif").get(), VIPS_META_IPTC_NAME).empty());
  ASSERT_FALSE(report_.warnings.empty());
  EXPECT_NE(report_.warnings.back().find("IPTC"), std::string::npos);
}

TEST_F(Metadata, NothingIsAddedWithoutProvenance) {
  testing::saved(folder_, "in.png", drawn(32, 24, 1));
  save(open(Source::file(folder_ / "in.png")), folder_ / "out.png");
  const PictureInfo info = inspect(Source::file(folder_ / "out.png"));
  EXPECT_FALSE(info.xmp);
  EXPECT_FALSE(info.provenance.has_value());
}

}  // namespace
}  // namespace autochrome::image
