// Every format written and read back: samples, depth, alpha, and what traits() promises of it.
#include <algorithm>

#include <gtest/gtest.h>

#include "image/inspect.h"
#include "image/save.h"
#include "tests/image/drawn.h"
#include "tests/names_in.h"

namespace autochrome::image {
namespace {

using testing::as_vips;
using testing::difference;
using testing::drawn;
using testing::read;
using testing::TemporaryFolder;

class RoundTrip : public ::testing::TestWithParam<FormatTraits> {
 protected:
  [[nodiscard]] std::string name() const {
    return "picture" + std::string(GetParam().suffixes.front());
  }

  [[nodiscard]] bool lossless() const {
    const Format format = GetParam().format;
    return format == Format::Png || format == Format::Tiff || format == Format::Ppm;
  }

  TemporaryFolder folder_;
};

const Provenance kProvenance = {.version = "1.2.3",
                                .model = "unet <small> & \"quick\"",
                                .model_hash = "00ff",
                                .settings = {{"strength", 1.5}, {"note", "a<b>&'c'\u00e9"}}};

TEST_P(RoundTrip, KeepsRgbAtTheDepthOfTheFormat) {
  for (const int bits : {8, 16}) {
    const Samples picture = drawn(67, 45, 3, bits);
    const auto path = testing::saved(folder_, name(), picture);
    const Picture opened = open(Source::file(path));
    EXPECT_EQ(opened.format(), GetParam().format);
    EXPECT_EQ(opened.bits(), bits == 16 && GetParam().most_bits > 8 ? 16 : 8);
    EXPECT_FALSE(opened.gray());
    const Samples back = to_samples(opened);
    if (GetParam().format == Format::Gif) continue;
    const auto [mean, largest] = difference(back, picture);
    EXPECT_LE(mean, lossless() ? 0 : 0.01);
    EXPECT_LE(largest, lossless() ? 0 : 0.12);
  }
}

TEST_P(RoundTrip, KeepsAlphaOrSaysThatItIsLost) {
  const Samples picture = drawn(64, 48, 4);
  const SaveReport report = save(from_samples(picture), folder_ / name());
  EXPECT_EQ(report.warnings.empty(), GetParam().alpha);
  const Picture opened = open(Source::file(folder_ / name()));
  EXPECT_EQ(opened.alpha(), GetParam().alpha);
  if (!GetParam().alpha || GetParam().format == Format::Gif) return;
  Samples alpha_back = to_samples(opened);
  Samples alpha = picture;
  for (Samples* samples : {&alpha_back, &alpha}) {
    for (std::size_t i = 0; i < samples->values.size(); ++i) {
      if (i % 4 != 3) samples->values[i] = 0;
    }
  }
  EXPECT_LE(difference(alpha_back, alpha).largest, 0.02);
}

TEST_P(RoundTrip, FlattensOnWhiteWhereThereIsNoAlpha) {
  if (GetParam().alpha) return;
  Samples clear{.width = 16, .height = 16, .bands = 4, .bits = 16, .values = {}};
  clear.values.assign(16 * 16 * 4, 0);
  const Samples back = read(testing::saved(folder_, name(), clear));
  const std::uint16_t white = back.bits == 8 ? 255 : 65535;
  EXPECT_EQ(back.values, std::vector<std::uint16_t>(back.values.size(), white));
}

TEST_P(RoundTrip, CarriesProvenanceOrSaysThatItCannot) {
  const SaveReport report = save(from_samples(drawn(32, 32, 3)), folder_ / name(), {}, kProvenance);
  const PictureInfo info = inspect(Source::file(folder_ / name()));
  EXPECT_EQ(info.xmp, GetParam().xmp);
  // Into PNG libvips writes EXIF only where the input had some.
  EXPECT_EQ(info.exif, GetParam().exif && GetParam().format != Format::Png);
  EXPECT_EQ(info.provenance.has_value(), GetParam().xmp);
  if (GetParam().xmp) {
    EXPECT_EQ(*info.provenance, kProvenance);
    EXPECT_TRUE(report.warnings.empty());
  } else {
    ASSERT_EQ(report.warnings.size(), 1U);
    EXPECT_NE(report.warnings[0].find("cannot say"), std::string::npos);
  }
}

TEST_P(RoundTrip, CarriesExifAndXmpFromTheInput) {
  const ImageOwner tagged = as_vips(drawn(32, 24, 1));
  vips_image_set_string(tagged.get(), "exif-ifd0-Artist", "Ansel");
  testing::write(tagged.get(), folder_ / "in.jpg");
  const SaveReport report =
      save(open(Source::file(folder_ / "in.jpg")), folder_ / name(), {}, kProvenance);
  EXPECT_EQ(inspect(Source::file(folder_ / name())).exif, GetParam().exif);
  const bool warned = std::any_of(report.warnings.begin(), report.warnings.end(), [](auto& text) {
    return text.find("EXIF") != std::string::npos;
  });
  EXPECT_EQ(warned, !GetParam().exif);
  if (!GetParam().exif) return;
  const ImageOwner back(vips_image_new_from_file((folder_ / name()).c_str(), nullptr));
  const char* artist = "";
  ASSERT_EQ(vips_image_get_string(back.get(), "exif-ifd0-Artist", &artist), 0);
  EXPECT_EQ(std::string(artist).substr(0, 5), "Ansel");
}

TEST_P(RoundTrip, EncodesTheSameInMemory) {
  const Picture picture = from_samples(drawn(40, 30, 3));
  const Encoded encoded = encode(picture, GetParam().format);
  const Samples back = to_samples(open(Source::bytes(encoded.bytes, "memory")));
  EXPECT_EQ(back.values, read(testing::saved(folder_, name(), drawn(40, 30, 3))).values);
}

TEST_P(RoundTrip, HoldsOnePixel) {
  const Samples back = read(testing::saved(folder_, name(), drawn(1, 1, 3)));
  EXPECT_EQ(back.width, 1);
  EXPECT_EQ(back.height, 1);
}

TEST_P(RoundTrip, RefusesAPictureTooLargeForTheFormat) {
  if (GetParam().most_side > 100'000) return;
  Samples wide{.width = GetParam().most_side + 1, .height = 1, .bands = 1, .bits = 8, .values = {}};
  wide.values.resize(static_cast<std::size_t>(wide.width));
  const std::string message =
      testing::message_of<InputError>([&] { save(from_samples(wide), folder_ / name()); });
  EXPECT_NE(message.find("at most " + std::to_string(GetParam().most_side)), std::string::npos)
      << message;
  EXPECT_TRUE(testing::names_in(folder_.path()).empty());
}

INSTANTIATE_TEST_SUITE_P(Formats,
                         RoundTrip,
                         ::testing::ValuesIn(all_formats().begin(), all_formats().end()),
                         [](const auto& one) {
                           return std::string(one.param.suffixes.front().substr(1));
                         });

TEST(RoundTripQuality, LowerQualityIsSmaller) {
  const Picture picture = from_samples(drawn(96, 96, 3));
  for (const Format format :
       {Format::Jpeg, Format::Webp, Format::Heic, Format::Avif, Format::Jxl}) {
    EXPECT_LT(encode(picture, format, {.quality = 10}).bytes.size(),
              encode(picture, format, {.quality = 98}).bytes.size())
        << traits(format).name;
  }
}

TEST(RoundTripQuality, OutOfRangeIsRefused) {
  EXPECT_THROW((void)encode(from_samples(drawn(8, 8, 3)), Format::Jpeg, {.quality = 0}),
               InputError);
}

TEST(RoundTripShape, TallAndNarrowEitherWorksOrIsRefused) {
  const TemporaryFolder folder;
  for (const FormatTraits& format : all_formats()) {
    const auto path = folder / ("tall" + std::string(format.suffixes.front()));
    try {
      save(from_samples(drawn(1, 5000, 3)), path);
      EXPECT_EQ(read(path).height, 5000);
    } catch (const InputError& error) {
      EXPECT_EQ(format.format, Format::Heic) << error.what();
      EXPECT_FALSE(std::filesystem::exists(path));
    }
  }
}

}  // namespace
}  // namespace autochrome::image
