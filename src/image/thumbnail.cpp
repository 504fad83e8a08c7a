#include "image/thumbnail.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "base/error.h"
#include "image/area_reducer.h"
#include "image/bands.h"
#include "image/load.h"
#include "image/normalize.h"
#include "image/picture_parts.h"
#include "image/row_lightness.h"
#include "image/rows.h"

namespace autochrome::image {

namespace {

constexpr int kMostJpegShrink = 8;

/// A picture as stored, orientation still to be applied, possibly decoded smaller than it is.
struct Draft {
  Normalized picture;
  PlaneSize stored;  ///< size of the file's picture
  int shrink = 1;
  int orientation = 1;
};

/// The largest factor by which a JPEG may be decoded smaller and still cover `wanted` along `side`.
/// libvips drops what does not fill a whole sample, which must leave one.
int shrink_for(const VipsImage* image, int side, int wanted) {
  if (loaded_format(image) != Format::Jpeg) return 1;
  const int shorter = std::min(vips_image_get_width(image), vips_image_get_height(image));
  int shrink = 1;
  while (shrink < kMostJpegShrink && side / (2 * shrink) >= wanted && shorter >= 2 * shrink) {
    shrink *= 2;
  }
  return shrink;
}

/// `side_of` picks the side of the stored size that must stay at least `wanted` long.
template <class SideOf>
Draft draft(const Source& source, const OpenOptions& options, int wanted, SideOf side_of) {
  if (wanted < 1)
    throw InputError(fmt::format("cannot reduce '{}' to {} pixels", source.name(), wanted));
  ImageOwner image = load(source, options);
  Draft result;
  result.stored = {vips_image_get_width(image.get()), vips_image_get_height(image.get())};
  result.orientation = vips_image_get_orientation(image.get());
  result.shrink = shrink_for(image.get(), side_of(result.stored), wanted);
  const bool any_order = needs_range(image.get());
  if (any_order || result.shrink > 1) {
    image = load(source, options, {.any_order = any_order, .shrink = result.shrink});
  }
  result.picture = normalize(image.get());
  return result;
}

/// EXIF orientation (EXIF 2.32, tag 274): from 5 on rows become columns.
Plane upright(const Plane& plane, int orientation) {
  if (orientation < 2 || orientation > 8) return plane;
  const bool swapped = orientation >= 5;
  const bool mirrored =
      orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
  const bool flipped = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
  Plane result{{}, swapped ? plane.height : plane.width, swapped ? plane.width : plane.height};
  result.values.reserve(plane.values.size());
  for (int y = 0; y < result.height; ++y) {
    for (int x = 0; x < result.width; ++x) {
      const int across = swapped ? y : x;
      const int down = swapped ? x : y;
      result.values.push_back(plane.row(
          flipped ? plane.height - 1 - down : down)[mirrored ? plane.width - 1 - across : across]);
    }
  }
  return result;
}

AxisWeights axis_across(const Draft& draft, int outputs) {
  return {static_cast<double>(draft.stored.width) / draft.shrink,
          vips_image_get_width(draft.picture.image.get()), outputs};
}

AxisWeights axis_down(const Draft& draft, int outputs) {
  return {static_cast<double>(draft.stored.height) / draft.shrink,
          vips_image_get_height(draft.picture.image.get()), outputs};
}

Plane reduced_lightness(const Draft& draft, int long_side) {
  VipsImage* image = draft.picture.image.get();
  const int width = vips_image_get_width(image);
  const PlaneSize size = fit_long_side(draft.stored, long_side);
  AreaReducer reducer(axis_across(draft, size.width), axis_down(draft, size.height));
  const RowLightness reader(image);
  std::vector<float> row(static_cast<std::size_t>(width));
  visit_rows(image, [&](int, const void* pixels) {
    reader.read(pixels, width, row.data());
    reducer.push(row.data());
  });
  return std::move(reducer).finish();
}

/// 8-bit RGB or gray without alpha.
ImageOwner flat_bytes(VipsImage* image) {
  const ImageOwner bytes = to_depth(image, 8);
  return has_alpha(image) ? flatten_on_white(bytes.get()) : copy_header(bytes.get());
}

ImageOwner middle_square(VipsImage* image) {
  const int width = vips_image_get_width(image);
  const int height = vips_image_get_height(image);
  const int side = std::min(width, height);
  return make_image([&](VipsImage** out) {
    return vips_extract_area(image, out, (width - side) / 2, (height - side) / 2, side, side,
                             nullptr);
  });
}

/// The image's bands of encoded values, reduced to the grid of the axes.
std::vector<Plane> reduced_bands(VipsImage* image,
                                 const AxisWeights& across,
                                 const AxisWeights& down) {
  const int bands = vips_image_get_bands(image);
  std::vector<AreaReducer> reducers(static_cast<std::size_t>(bands), AreaReducer(across, down));
  std::vector<float> row(static_cast<std::size_t>(vips_image_get_width(image)));
  visit_rows(image, [&](int, const void* pixels) {
    for (int band = 0; band < bands; ++band) {
      const auto* sample = static_cast<const std::uint8_t*>(pixels) + band;
      for (float& value : row) {
        value = *sample;
        sample += bands;
      }
      reducers[static_cast<std::size_t>(band)].push(row.data());
    }
  });
  std::vector<Plane> planes;
  for (AreaReducer& reducer : reducers) planes.push_back(std::move(reducer).finish());
  return planes;
}

template <class Sample>
std::vector<Sample> interleaved(const std::vector<Plane>& bands) {
  std::vector<Sample> rgb;
  for (std::size_t i = 0; i < bands.front().values.size(); ++i) {
    for (std::size_t c = 0; c < 3; ++c) {
      const float value = bands[bands.size() == 1 ? 0 : c].values[i];
      rgb.push_back(static_cast<Sample>(std::lround(value)));
    }
  }
  return rgb;
}

int longer_side(PlaneSize size) { return std::max(size.width, size.height); }

}  // namespace

Plane lightness(const Source& source, int long_side, const OpenOptions& options) {
  try {
    const Draft whole = draft(source, options, long_side, longer_side);
    return upright(reduced_lightness(whole, long_side), whole.orientation);
  } catch (const VipsError& error) {
    throw unreadable(source.name(), error);
  }
}

Samples thumbnail(const Source& source, int long_side, const OpenOptions& options) {
  try {
    const Draft whole = draft(source, options, long_side, longer_side);
    const ImageOwner flat = flat_bytes(whole.picture.image.get());
    const PlaneSize size = fit_long_side(whole.stored, long_side);
    std::vector<Plane> bands =
        reduced_bands(flat.get(), axis_across(whole, size.width), axis_down(whole, size.height));
    for (Plane& band : bands) band = upright(band, whole.orientation);
    return {.width = bands.front().width,
            .height = bands.front().height,
            .values = interleaved<std::uint16_t>(bands)};
  } catch (const VipsError& error) {
    throw unreadable(source.name(), error);
  }
}

Plane coverage(const Source& source, int long_side, const OpenOptions& options) {
  constexpr float kOpaque = 255;
  try {
    const Draft whole = draft(source, options, long_side, longer_side);
    const ImageOwner bytes = to_depth(whole.picture.image.get(), 8);
    const PlaneSize size = fit_long_side(whole.stored, long_side);
    Plane covered = std::move(
        reduced_bands(bytes.get(), axis_across(whole, size.width), axis_down(whole, size.height))
            .back());
    const bool alpha = has_alpha(bytes.get());
    for (float& value : covered.values) value = alpha ? value / kOpaque : 1;
    return upright(covered, whole.orientation);
  } catch (const VipsError& error) {
    throw unreadable(source.name(), error);
  }
}

std::vector<std::uint8_t> rgb_square(const Source& source, int size, const OpenOptions& options) {
  try {
    const Draft whole = draft(source, options, size, [](PlaneSize stored) {
      return std::min(stored.width, stored.height);
    });
    const ImageOwner flat = flat_bytes(whole.picture.image.get());
    const ImageOwner square = middle_square(flat.get());
    const int side = vips_image_get_width(square.get());
    const AxisWeights axis(side, side, size);
    std::vector<Plane> bands = reduced_bands(square.get(), axis, axis);
    for (Plane& band : bands) band = upright(band, whole.orientation);
    return interleaved<std::uint8_t>(bands);
  } catch (const VipsError& error) {
    throw unreadable(source.name(), error);
  }
}

}  // namespace autochrome::image
