#include "image/provenance.h"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "base/json_text.h"
#include "image/xmp_packet.h"

namespace autochrome::image {

namespace {

constexpr XmpNamespace kOurs = {"urn:autochrome:provenance#", "autochrome"};
constexpr XmpNamespace kXmp = {"http://ns.adobe.com/xap/1.0/", "xmp"};
constexpr XmpNamespace kDublinCore = {"http://purl.org/dc/elements/1.1/", "dc"};
constexpr XmpNamespace kIptcExtension = {"http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
                                         "Iptc4xmpExt"};

/// IPTC's word for a photograph changed by an algorithm without being made up.
constexpr std::string_view kDigitalSourceType =
    "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicallyEnhanced";

constexpr XmpName kSourceType = {kIptcExtension, "DigitalSourceType"};
constexpr XmpName kCreatorTool = {kXmp, "CreatorTool"};
constexpr XmpName kDescription = {kDublinCore, "description"};
constexpr XmpName kStatement = {kOurs, "Statement"};
constexpr XmpName kSoftware = {kOurs, "Software"};
constexpr XmpName kVersion = {kOurs, "Version"};
constexpr XmpName kModel = {kOurs, "Model"};
constexpr XmpName kModelHash = {kOurs, "ModelHash"};
constexpr XmpName kSettings = {kOurs, "Settings"};

Json parsed(const std::string& text) {
  Json json = parse_json(text);
  return json.is_discarded() ? Json::object() : json;
}

}  // namespace

std::string merge_into_xmp(std::string_view packet, const Provenance& provenance) {
  XmpPacket xmp = XmpPacket::parse(packet).value_or(XmpPacket());
  const std::string software = fmt::format("{} {}", provenance.software, provenance.version);
  xmp.remove_all(kOurs);
  xmp.set(kStatement, kColoursAreSimulated);
  xmp.set(kSoftware, provenance.software);
  xmp.set(kVersion, provenance.version);
  xmp.set(kModel, provenance.model);
  xmp.set(kModelHash, provenance.model_hash);
  xmp.set(kSettings, json_text(provenance.settings));
  xmp.set(kSourceType, kDigitalSourceType);
  if (!xmp.contains(kCreatorTool)) xmp.set(kCreatorTool, software);
  if (!xmp.contains(kDescription)) {
    xmp.set_default_language(kDescription, fmt::format("{} by {}", kColoursAreSimulated, software));
  }
  return xmp.to_text();
}

std::optional<Provenance> provenance_in_xmp(std::string_view packet) {
  const std::optional<XmpPacket> xmp = XmpPacket::parse(packet);
  if (!xmp || !xmp->contains(kStatement)) return {};
  return Provenance{.software = xmp->get(kSoftware),
                    .version = xmp->get(kVersion),
                    .model = xmp->get(kModel),
                    .model_hash = xmp->get(kModelHash),
                    .settings = parsed(xmp->get(kSettings))};
}

}  // namespace autochrome::image
