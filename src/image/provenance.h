// What a colorized file says about itself: that its colours are simulated, by what and how. Kept as
// XMP (ISO 16684-1) beside what the file already said there.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"

namespace autochrome::image {

struct Provenance {
  std::string software = "Autochrome";
  std::string version = {};     ///< of the program
  std::string model = {};       ///< "unet"
  std::string model_hash = {};  ///< SHA-256 of the weights, hexadecimal
  Json settings = Json::object();

  friend bool operator==(const Provenance&, const Provenance&) = default;
};

/// The sentence every colorized file carries.
inline constexpr std::string_view kColoursAreSimulated = "Colours are simulated";

/// The packet with the provenance in it, replacing an earlier one; `packet` may be empty. Packets
/// that are not XMP are replaced whole, since nothing could be added to them.
[[nodiscard]] std::string merge_into_xmp(std::string_view packet, const Provenance& provenance);

/// The provenance in a packet; empty when there is none or the packet is not XMP.
[[nodiscard]] std::optional<Provenance> provenance_in_xmp(std::string_view packet);

}  // namespace autochrome::image
