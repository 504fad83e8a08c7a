// What files hold (depth, bands, colour space) and what `open` makes of it.
#include <algorithm>
#include <cstdint>
#include <functional>
#include <limits>

#include <gtest/gtest.h>

#include "color/lab.h"
#include "image/bands.h"
#include "image/inspect.h"
#include "image/picture.h"
#include "tests/image/drawn.h"

namespace autochrome::image {
namespace {

using testing::as_vips;
using testing::difference;
using testing::drawn;
using testing::message_of;
using testing::TemporaryFolder;
using testing::write;

class ColorSpace : public ::testing::Test {
 protected:
  /// The picture in another form of libvips', written and opened.
  Picture opened(const std::string& name,
                 const Samples& samples,
                 const std::function<int(VipsImage*, VipsImage**)>& change) {
    const ImageOwner plain = as_vips(samples);
    const ImageOwner changed =
        make_image([&](VipsImage** out) { return change(plain.get(), out); });
    write(changed.get(), folder_ / name);
    return open(Source::file(folder_ / name));
  }

  [[nodiscard]] PictureInfo info(const std::string& name) const {
    return inspect(Source::file(folder_ / name));
  }

  TemporaryFolder folder_;
};

TEST_F(ColorSpace, GrayStaysGrayAtBothDepths) {
  for (const int bits : {8, 16}) {
    for (const int bands : {1, 2}) {
      const Samples samples = drawn(33, 21, bands, bits);
      const Picture picture = open(Source::file(testing::saved(folder_, "gray.png", samples)));
      EXPECT_TRUE(picture.gray());
      EXPECT_EQ(picture.alpha(), bands == 2);
      EXPECT_EQ(picture.bits(), bits);
      EXPECT_EQ(to_samples(picture).values, samples.values);
    }
  }
}

TEST_F(ColorSpace, InspectTellsWhatIsStored) {
  testing::saved(folder_, "gray.png", drawn(33, 21, 2, 16));
  const PictureInfo gray = info("gray.png");
  EXPECT_EQ(gray.format, Format::Png);
  EXPECT_EQ(gray.color_space, "gray");
  EXPECT_EQ(gray.bits, 16);
  EXPECT_EQ(gray.bands, 2);
  EXPECT_TRUE(gray.alpha);
  EXPECT_EQ(gray.width, 33);
  EXPECT_EQ(gray.pages, 1);
  EXPECT_EQ(gray.profile, "");
  EXPECT_FALSE(gray.provenance.has_value());
}

TEST_F(ColorSpace, OneBitBecomesBlackAndWhite) {
  const Picture picture = opened("line.tif", drawn(32, 16, 1), [](VipsImage* in, VipsImage** out) {
    return vips_moreeq_const1(in, out, 90, nullptr);
  });
  ASSERT_TRUE(picture.gray());
  const ImageOwner bits(vips_image_new_from_file((folder_ / "line.tif").c_str(), nullptr));
  ASSERT_EQ(vips_tiffsave(bits.get(), (folder_ / "bit.tif").c_str(), "bitdepth", 1, nullptr), 0);
  const Samples back = testing::read(folder_ / "bit.tif");
  EXPECT_EQ(back.values, to_samples(picture).values);
  EXPECT_EQ(back.values.front(), 0);
  EXPECT_EQ(back.values.back(), 255);
}

TEST_F(ColorSpace, PaletteBecomesRgb) {
  const ImageOwner image = as_vips(drawn(40, 30, 3));
  check_call(vips_pngsave(image.get(), (folder_ / "pal.png").c_str(), "palette", TRUE, nullptr));
  const Samples back = testing::read(folder_ / "pal.png");
  EXPECT_EQ(back.bands, 3);
  EXPECT_LT(difference(back, drawn(40, 30, 3)).mean, 0.05);
}

TEST_F(ColorSpace, CmykComesNearTheRgbItWasMadeFrom) {
  const Samples muted{
      .width = 2, .height = 1, .bands = 3, .bits = 8, .values = {128, 128, 128, 150, 120, 110}};
  for (const char* name : {"cmyk.tif", "cmyk.jpg"}) {
    const Picture picture = opened(name, muted, [](VipsImage* in, VipsImage** out) {
      return vips_icc_transform(in, out, "cmyk", "input_profile", "srgb", nullptr);
    });
    EXPECT_EQ(info(name).color_space, "CMYK");
    EXPECT_EQ(picture.bits(), 8);
    EXPECT_FALSE(picture.gray());
    Samples back = to_samples(picture);
    EXPECT_EQ(back.bits, 16);
    EXPECT_LT(difference(back, muted).largest, 0.08) << name;
  }
}

TEST_F(ColorSpace, CmykWithoutProfileUsesATypicalOne) {
  const Picture picture = opened("bare.tif", drawn(20, 20, 3), [](VipsImage* in, VipsImage** out) {
    const ImageOwner cmyk = make_image([&](VipsImage** made) {
      return vips_icc_transform(in, made, "cmyk", "input_profile", "srgb", nullptr);
    });
    const ImageOwner bare = copy_header(cmyk.get());
    vips_image_remove(bare.get(), VIPS_META_ICC_NAME);
    return vips_copy(bare.get(), out, nullptr);
  });
  EXPECT_EQ(info("bare.tif").profile, "");
  EXPECT_LT(difference(to_samples(picture), drawn(20, 20, 3)).mean, 0.1);
}

TEST_F(ColorSpace, LabTiffIsConverted) {
  const Samples samples = drawn(20, 20, 3, 16);
  const Picture picture = opened("lab.tif", samples, [](VipsImage* in, VipsImage** out) {
    return vips_colourspace(in, out, VIPS_INTERPRETATION_LABS, nullptr);
  });
  EXPECT_FALSE(picture.gray());
  EXPECT_EQ(picture.bits(), 16);
  EXPECT_LT(difference(to_samples(picture), samples).largest, 0.01);
}

TEST_F(ColorSpace, LinearFloatRgbIsEncoded) {
  const Samples samples = drawn(20, 20, 3, 16);
  const Picture picture = opened("float.tif", samples, [](VipsImage* in, VipsImage** out) {
    return vips_colourspace(in, out, VIPS_INTERPRETATION_scRGB, nullptr);
  });
  EXPECT_TRUE(info("float.tif").floating);
  EXPECT_EQ(picture.bits(), 16);
  EXPECT_LT(difference(to_samples(picture), samples).largest, 0.001);
}

TEST_F(ColorSpace, DisplayValuesInRgbFloatsAreNoLinearLight) {
  const Samples samples = drawn(20, 20, 3);
  const Picture picture = opened("bytes.tif", samples, [](VipsImage* in, VipsImage** out) {
    return vips_cast(in, out, VIPS_FORMAT_FLOAT, nullptr);
  });
  EXPECT_TRUE(info("bytes.tif").floating);
  const Samples read = to_samples(picture);
  ASSERT_EQ(read.bits, 16);
  for (std::size_t i = 0; i < samples.values.size(); ++i) {
    ASSERT_EQ(read.values[i], samples.values[i] * 257) << i;
  }
}

TEST_F(ColorSpace, LinearLightMayHaveTheSunInIt) {
  const auto with_sun = [&](const char* name, double sun) {
    return opened(name, drawn(20, 20, 3, 16), [&](VipsImage* in, VipsImage** out) {
      const ImageOwner linear = make_image([&](VipsImage** made) {
        return vips_colourspace(in, made, VIPS_INTERPRETATION_scRGB, nullptr);
      });
      const ImageOwner copy(vips_image_copy_memory(linear.get()));
      double ink[] = {sun, sun, sun};
      if (vips_draw_rect(copy.get(), ink, 3, 0, 0, 1, 1, nullptr) != 0) return -1;
      return vips_copy(copy.get(), out, nullptr);
    });
  };
  Samples wanted = drawn(20, 20, 3, 16);
  std::fill_n(wanted.values.begin(), 3, std::uint16_t{65535});
  for (const double sun : {3000.0, 1e30, std::numeric_limits<double>::infinity()}) {
    const Samples read = to_samples(with_sun("sun.tif", sun));
    EXPECT_LT(difference(read, wanted).largest, 0.001) << sun;
  }
}

TEST_F(ColorSpace, GrayThatIsNotFiniteIsRefused) {
  const auto infinite = [](VipsImage* in, VipsImage** out) {
    const double infinity = std::numeric_limits<double>::infinity();
    return vips_linear1(in, out, 1, infinity, nullptr);
  };
  EXPECT_NE(message_of<InputError>([&] {
              static_cast<void>(opened("infinite.tif", drawn(20, 20, 1), infinite));
            }).find("not finite"),
            std::string::npos);
}

TEST_F(ColorSpace, GrayOfOtherSampleTypesIsScaledByItsRange) {
  const Samples samples = drawn(30, 20, 1, 16);
  const auto check = [&](const char* name, double factor, VipsBandFormat format) {
    const Picture picture = opened(name, samples, [&](VipsImage* in, VipsImage** out) {
      const ImageOwner scaled =
          make_image([&](VipsImage** made) { return vips_linear1(in, made, factor, 0, nullptr); });
      return vips_cast(scaled.get(), out, format, nullptr);
    });
    EXPECT_TRUE(picture.gray()) << name;
    EXPECT_EQ(picture.bits(), 16) << name;
    EXPECT_LT(difference(to_samples(picture), samples).largest, 0.005) << name;
  };
  check("unit.tif", 1.0 / 65535, VIPS_FORMAT_FLOAT);
  check("byte.tif", 255.0 / 65535, VIPS_FORMAT_FLOAT);
  check("uint.tif", 1.0, VIPS_FORMAT_UINT);
}

TEST_F(ColorSpace, FloatAlphaIsKept) {
  const Samples samples = drawn(30, 20, 2, 16);
  const Picture picture = opened("alpha.tif", samples, [](VipsImage* in, VipsImage** out) {
    return vips_linear1(in, out, 1.0 / 65535, 0, nullptr);
  });
  ASSERT_TRUE(picture.alpha());
  EXPECT_LT(difference(to_samples(picture), samples).largest, 0.005);
}

TEST_F(ColorSpace, FirstPageOfSeveral) {
  Samples two = drawn(20, 40, 3);
  const ImageOwner pages = as_vips(two);
  vips_image_set_int(pages.get(), VIPS_META_PAGE_HEIGHT, 20);
  write(pages.get(), folder_ / "pages.tif");
  EXPECT_EQ(info("pages.tif").pages, 2);
  const Samples first = testing::read(folder_ / "pages.tif");
  EXPECT_EQ(first.height, 20);
  two.values.resize(first.values.size());
  EXPECT_EQ(first.values, two.values);
}

TEST(ToDepth, RoundsAndKeepsFullScale) {
  Samples wide{.width = 6,
               .height = 1,
               .bands = 1,
               .bits = 16,
               .values = {0, 128, 129, 257, 65535 - 128, 65535}};
  const ImageOwner image = as_vips(wide);
  const ImageOwner bytes = to_depth(image.get(), 8);
  const ImageOwner flat(vips_image_copy_memory(bytes.get()));
  const auto* values = static_cast<const std::uint8_t*>(vips_image_get_data(flat.get()));
  EXPECT_EQ(std::vector<int>(values, values + 6), (std::vector<int>{0, 0, 1, 1, 255, 255}));
  const ImageOwner back = to_depth(bytes.get(), 16);
  const ImageOwner flat_back(vips_image_copy_memory(back.get()));
  EXPECT_EQ(static_cast<const std::uint16_t*>(vips_image_get_data(flat_back.get()))[5], 65535);
}

TEST(Samples, RefusesWhatDoesNotAddUp) {
  EXPECT_THROW((void)from_samples({.width = 2, .height = 2, .bands = 3, .bits = 8, .values = {1}}),
               ShapeError);
  EXPECT_THROW((void)from_samples({.width = 1, .height = 1, .bands = 1, .bits = 12, .values = {1}}),
               ShapeError);
  EXPECT_THROW((void)from_samples({.width = 1, .height = 0, .bands = 1, .bits = 8, .values = {}}),
               ShapeError);
}

}  // namespace
}  // namespace autochrome::image
