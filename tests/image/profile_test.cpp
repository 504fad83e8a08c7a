// ICC profiles: applied on the way in, kept or replaced on the way out. The profiles are those that
// libvips brings and a gray one made here.
#include <cmath>

#include <gtest/gtest.h>

#include "image/icc_profile.h"
#include "image/icc_transform.h"
#include "image/inspect.h"
#include "image/recolor.h"
#include "image/save.h"
#include "image/thumbnail.h"
#include "tests/image/drawn.h"

namespace autochrome::image {
namespace {

using testing::as_vips;
using testing::difference;
using testing::drawn;
using testing::TemporaryFolder;

std::string built_in(const char* name) {
  VipsBlob* loaded = nullptr;
  check_call(vips_profile_load(name, &loaded, nullptr));
  std::size_t size = 0;
  const void* data = vips_blob_get(loaded, &size);
  std::string profile(static_cast<const char*>(data), size);
  vips_area_unref(VIPS_AREA(loaded));
  return profile;
}

std::string big_endian(std::uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 0xFFU);
  return bytes;
}

/// A minimal gray display profile (ICC.1:2010, 8.3): D50 white and a curve of one exponent.
std::string gray_profile(double gamma) {
  const std::string white =
      "XYZ " + big_endian(0) + big_endian(0xF6D6) + big_endian(0x10000) + big_endian(0xD32D);
  const auto exponent = static_cast<std::uint32_t>(std::lround(gamma * 256));
  const std::string curve = "curv" + big_endian(0) + big_endian(1) + big_endian(exponent << 16U);
  const std::string name = "Test Gray";
  const std::string text = "desc" + big_endian(0) +
                           big_endian(static_cast<std::uint32_t>(name.size() + 1)) + name +
                           std::string(79, '\0');
  constexpr std::uint32_t kFirst = 128 + 4 + 3 * 12;
  const auto white_at = kFirst;
  const auto curve_at = white_at + static_cast<std::uint32_t>(white.size());
  const auto text_at = curve_at + static_cast<std::uint32_t>(curve.size());
  const auto entry = [](const char* tag, std::uint32_t at, const std::string& data) {
    return tag + big_endian(at) + big_endian(static_cast<std::uint32_t>(data.size()));
  };
  const std::string body = big_endian(3) + entry("wtpt", white_at, white) +
                           entry("kTRC", curve_at, curve) + entry("desc", text_at, text) + white +
                           curve + text;
  std::string header = big_endian(static_cast<std::uint32_t>(128 + body.size()));
  header += std::string(4, '\0') + big_endian(0x02400000) + "mntrGRAYXYZ ";
  header += std::string(12, '\0') + "acsp" + std::string(28, '\0');
  header += big_endian(0xF6D6) + big_endian(0x10000) + big_endian(0xD32D);
  header.resize(128);
  return header + body;
}

class Profile : public ::testing::Test {
 protected:
  /// The samples in a file that says they are of that profile.
  Source tagged(const std::string& name, const Samples& samples, std::string_view profile) {
    const ImageOwner image = as_vips(samples);
    set_blob(image.get(), VIPS_META_ICC_NAME, profile);
    testing::write(image.get(), folder_ / name);
    return Source::file(folder_ / name);
  }

  std::string profile_of(const std::string& name) {
    const ImageOwner image(vips_image_new_from_file((folder_ / name).c_str(), nullptr));
    return std::string(blob(image.get(), VIPS_META_ICC_NAME));
  }

  TemporaryFolder folder_;
};

TEST_F(Profile, SrgbLeavesSamplesUntouchedAndIsKept) {
  const std::string srgb = built_in("srgb");
  const Samples samples = drawn(40, 30, 3);
  const Picture picture = open(tagged("in.png", samples, srgb));
  EXPECT_EQ(picture.bits(), 8);
  save(picture, folder_ / "out.png");
  EXPECT_EQ(testing::read(folder_ / "out.png").values, samples.values);
  EXPECT_EQ(profile_of("out.png"), srgb);
}

TEST_F(Profile, WideGamutIsConvertedAndBack) {
  const std::string p3 = built_in("p3");
  for (const int bits : {8, 16}) {
    for (const int bands : {3, 4}) {
      const Samples samples = drawn(40, 30, bands, bits);
      const Source source = tagged("in.png", samples, p3);
      const Picture picture = open(source);
      EXPECT_EQ(picture.bits(), bits);
      const Samples srgb = to_samples(picture);
      EXPECT_EQ(srgb.bits, 16);
      EXPECT_GT(difference(srgb, samples).largest, 0.02);
      save(open(source), folder_ / "out.png");
      EXPECT_EQ(profile_of("out.png"), p3);
      const ImageOwner raw(vips_image_new_from_file((folder_ / "out.png").c_str(), nullptr));
      EXPECT_EQ(vips_image_get_format(raw.get()),
                bits == 8 ? VIPS_FORMAT_UCHAR : VIPS_FORMAT_USHORT);
      const Samples back = to_samples(open(Source::file(folder_ / "out.png")));
      // Little CMS interpolates: where a channel is near 0 its encoded value is off by up to 0.1.
      EXPECT_LT(difference(back, srgb).mean, 0.004);
      EXPECT_LT(difference(back, srgb).largest, 0.12);
    }
  }
}

TEST_F(Profile, LightnessIsThatOfTheConvertedPicture) {
  const Source source = tagged("in.png", drawn(40, 30, 3), built_in("p3"));
  const Samples srgb = to_samples(open(source));
  save(from_samples(srgb), folder_ / "plain.png");
  const Plane plane = lightness(source, 100);
  const Plane expected = lightness(Source::file(folder_ / "plain.png"), 100);
  for (std::size_t i = 0; i < plane.values.size(); ++i) {
    EXPECT_NEAR(plane.values[i], expected.values[i], 0.01);
  }
}

TEST_F(Profile, FormatsWithoutProfilesGetSrgb) {
  const Source source = tagged("in.png", drawn(40, 30, 3), built_in("p3"));
  const Samples srgb = to_samples(open(source));
  const SaveReport report = save(open(source), folder_ / "out.ppm");
  EXPECT_LT(difference(testing::read(folder_ / "out.ppm"), srgb).largest, 0.003);
  EXPECT_EQ(report.warnings,
            std::vector<std::string>{
                "the picture's ICC profile does not go into PPM; its colours became sRGB"});
}

TEST_F(Profile, SrgbIsNotMissedWhereThereAreNoProfiles) {
  const Source source = tagged("in.png", drawn(40, 30, 3), built_in("srgb"));
  EXPECT_EQ(save(open(source), folder_ / "out.gif").warnings, std::vector<std::string>{});
}

TEST_F(Profile, GrayCurveIsAppliedAndTheResultIsSrgb) {
  const std::string linear = gray_profile(1.0);
  ASSERT_EQ(profile_space(linear), ProfileSpace::Gray);
  EXPECT_EQ(profile_description(linear), "Test Gray");
  const Samples samples = drawn(40, 30, 1, 16);
  const Source source = tagged("in.png", samples, linear);
  EXPECT_EQ(inspect(source).profile, "Test Gray");
  const Picture picture = open(source);
  ASSERT_TRUE(picture.gray());
  const Samples encoded = to_samples(picture);
  for (std::size_t i = 0; i < samples.values.size(); ++i) {
    const double value = samples.values[i] / 65535.0;
    const double expected =
        value <= 0.0031308 ? 12.92 * value : 1.055 * std::pow(value, 1 / 2.4) - 0.055;
    ASSERT_NEAR(encoded.values[i] / 65535.0, expected, 0.004);
  }
}

TEST_F(Profile, ColoredGrayEmbedsSrgb) {
  struct Sepia final : color::ChromaField {
    void row(int, int, int n, const float*, float* a, float* b) const override {
      std::fill_n(a, n, 5.0F);
      std::fill_n(b, n, 15.0F);
    }
  };

  const Source source = tagged("in.png", drawn(40, 30, 1), gray_profile(1.8));
  save(recolor(open(source), std::make_shared<Sepia>()), folder_ / "out.jpg");
  EXPECT_EQ(profile_of("out.jpg"), srgb_profile());
  EXPECT_EQ(open(Source::file(folder_ / "out.jpg")).bits(), 8);
}

TEST_F(Profile, GrayWithAnRgbProfileIsTakenAsNeutral) {
  const Samples samples = drawn(40, 30, 1);
  const Picture by_srgb = open(tagged("srgb.jpg", samples, built_in("srgb")));
  EXPECT_TRUE(by_srgb.gray());
  EXPECT_LT(difference(to_samples(by_srgb), samples).largest, 0.02);
  const Picture by_p3 = open(tagged("p3.jpg", samples, built_in("p3")));
  EXPECT_TRUE(by_p3.gray());
  EXPECT_LT(difference(to_samples(by_p3), samples).largest, 0.02);
}

TEST_F(Profile, DamagedOrForeignProfilesAreIgnored) {
  const Samples samples = drawn(40, 30, 3);
  std::string broken = built_in("p3");
  std::fill(broken.begin() + 128, broken.end(), '\xFF');
  for (const std::string& profile :
       {broken, std::string("not a profile at all"), gray_profile(2.2), built_in("cmyk")}) {
    const Picture picture = open(tagged("in.tif", samples, profile));
    save(picture, folder_ / "out.png");
    EXPECT_EQ(testing::read(folder_ / "out.png").values, samples.values);
    EXPECT_EQ(profile_of("out.png"), "");
    EXPECT_NO_THROW((void)inspect(Source::file(folder_ / "in.tif")));
  }
}

TEST_F(Profile, EffectIsFoundByTrying) {
  EXPECT_EQ(profile_effect(built_in("srgb"), ProfileSpace::Rgb), ProfileEffect::Identity);
  EXPECT_EQ(profile_effect(built_in("p3"), ProfileSpace::Rgb), ProfileEffect::Converts);
  EXPECT_EQ(profile_effect(gray_profile(1), ProfileSpace::Gray), ProfileEffect::Converts);
  std::string broken = built_in("p3");
  std::fill(broken.begin() + 128, broken.end(), '\xFF');
  EXPECT_EQ(profile_effect(broken, ProfileSpace::Rgb), ProfileEffect::Unusable);
}

TEST_F(Profile, DescriptionSurvivesEveryTruncation) {
  for (const std::string& profile : {built_in("srgb"), built_in("p3"), gray_profile(2.2)}) {
    EXPECT_FALSE(profile_description(profile).empty());
    for (std::size_t size = 0; size < std::min<std::size_t>(profile.size(), 800); ++size) {
      (void)profile_description(std::string_view(profile).substr(0, size));
    }
  }
}

}  // namespace
}  // namespace autochrome::image
