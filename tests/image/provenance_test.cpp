#include "image/provenance.h"

#include <gtest/gtest.h>

#include "image/xmp_packet.h"

namespace autochrome::image {
namespace {

const Provenance kProvenance = {.version = "0.1.0",
                                .model = "unet-s",
                                .model_hash = "c0ffee",
                                .settings = {{"strength", 1.2}, {"size", 256}}};

/// How a photograph's packet may look: a property as attribute, a list, a foreign prefix for XMP.
constexpr const char* kExisting =
    "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
    "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\" x:xmptk=\"Camera\">\n"
    " <r:RDF xmlns:r=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
    "  <r:Description r:about=\"uuid:1\" xmlns:basic=\"http://ns.adobe.com/xap/1.0/\"\n"
    "    xmlns:e=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\" xmlns:xmp=\"urn:other\"\n"
    "    basic:CreatorTool=\"Scanner 3\" e:DigitalSourceType=\"http://old\">\n"
    "   <dc:title xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n"
    "    <r:Alt><r:li xml:lang=\"x-default\">Gro\xC3\x9Fmutter &amp; ich</r:li></r:Alt>\n"
    "   </dc:title>\n"
    "  </r:Description>\n"
    " </r:RDF>\n"
    "</x:xmpmeta>\n"
    "<?xpacket end=\"w\"?>";

constexpr XmpNamespace kXmp = {"http://ns.adobe.com/xap/1.0/", "xmp"};
constexpr XmpNamespace kIptc = {"http://iptc.org/std/Iptc4xmpExt/2008-02-29/", "Iptc4xmpExt"};
constexpr XmpNamespace kDublinCore = {"http://purl.org/dc/elements/1.1/", "dc"};

std::size_t occurrences(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

TEST(Provenance, NewPacketSaysEverything) {
  const std::string packet = merge_into_xmp({}, kProvenance);
  EXPECT_EQ(provenance_in_xmp(packet), kProvenance);
  EXPECT_TRUE(packet.starts_with("<?xpacket begin="));
  EXPECT_TRUE(packet.ends_with("<?xpacket end=\"w\"?>")) << packet;
  EXPECT_NE(packet.find("Colours are simulated"), std::string::npos);
  const XmpPacket xmp = XmpPacket::parse(packet).value();
  EXPECT_EQ(xmp.get({kIptc, "DigitalSourceType"}),
            "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicallyEnhanced");
  EXPECT_EQ(xmp.get({kXmp, "CreatorTool"}), "Autochrome 0.1.0");
  EXPECT_TRUE(xmp.contains({kDublinCore, "description"}));
}

TEST(Provenance, ExistingPropertiesStay) {
  const std::string packet = merge_into_xmp(kExisting, kProvenance);
  EXPECT_EQ(provenance_in_xmp(packet), kProvenance);
  const XmpPacket xmp = XmpPacket::parse(packet).value();
  EXPECT_EQ(xmp.get({kXmp, "CreatorTool"}), "Scanner 3");
  EXPECT_NE(packet.find("Gro\xC3\x9Fmutter &amp; ich"), std::string::npos);
  EXPECT_NE(packet.find("uuid:1"), std::string::npos);
  EXPECT_NE(packet.find("x:xmptk=\"Camera\""), std::string::npos);
}

TEST(Provenance, SourceTypeIsReplacedNotRepeated) {
  const std::string packet = merge_into_xmp(kExisting, kProvenance);
  EXPECT_EQ(packet.find("http://old"), std::string::npos);
  EXPECT_EQ(occurrences(packet, "algorithmicallyEnhanced"), 1U);
}

TEST(Provenance, SecondColorizationReplacesTheFirst) {
  Provenance second = kProvenance;
  second.model = "other";
  const std::string packet = merge_into_xmp(merge_into_xmp(kExisting, kProvenance), second);
  EXPECT_EQ(provenance_in_xmp(packet), second);
  EXPECT_EQ(packet.find("unet-s"), std::string::npos);
  EXPECT_EQ(occurrences(packet, ":Statement>"), 2U);
}

TEST(Provenance, MarkupInValuesIsEscaped) {
  Provenance odd = kProvenance;
  odd.model = "</rdf:RDF><evil a=\"b\"/>&amp;";
  odd.settings = {{"path", "a\\b \"c\" <d>"}};
  EXPECT_EQ(provenance_in_xmp(merge_into_xmp({}, odd)), odd);
}

TEST(Provenance, ControlCharactersAndBadUtf8DoNotBreakThePacket) {
  Provenance odd = kProvenance;
  odd.model = "a\x01\x02z";
  odd.settings = {{"name", "\xFF\xFE"}};
  const auto back = provenance_in_xmp(merge_into_xmp({}, odd));
  ASSERT_TRUE(back.has_value());
  EXPECT_EQ(back->model, "a  z");
}

TEST(Provenance, MalformedPacketsAreReplaced) {
  std::string deep;
  for (int i = 0; i < 200'000; ++i) deep += "<a>";
  const std::string whole = kExisting;
  for (const std::string& packet :
       {std::string("<x:xmpmeta"), std::string("plain text"), std::string("\0\0\1", 3),
        std::string("<rdf:RDF></rdf:RDF>"), whole.substr(0, whole.size() / 2), deep}) {
    const std::string merged = merge_into_xmp(packet, kProvenance);
    EXPECT_EQ(provenance_in_xmp(merged), kProvenance);
    EXPECT_EQ(provenance_in_xmp(packet), std::nullopt);
  }
}

TEST(Provenance, DeepButClosedPacketIsReplacedToo) {
  std::string deep = "<r:RDF xmlns:r=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">";
  for (int i = 0; i < 100'000; ++i) deep += "<a>";
  for (int i = 0; i < 100'000; ++i) deep += "</a>";
  deep += "</r:RDF>";
  EXPECT_EQ(provenance_in_xmp(merge_into_xmp(deep, kProvenance)), kProvenance);
}

TEST(Provenance, EveryTruncationIsHarmless) {
  const std::string packet = merge_into_xmp(kExisting, kProvenance);
  for (std::size_t size = 0; size < packet.size(); size += 3) {
    const std::string merged = merge_into_xmp(packet.substr(0, size), kProvenance);
    ASSERT_EQ(provenance_in_xmp(merged), kProvenance) << size;
  }
}

TEST(Provenance, UnreadableSettingsAreNoSettings) {
  std::string packet = merge_into_xmp({}, kProvenance);
  packet.replace(packet.find("{\"strength\""), 2, "]]");
  const auto back = provenance_in_xmp(packet);
  ASSERT_TRUE(back.has_value());
  EXPECT_EQ(back->settings, Json::object());
}

TEST(Provenance, Utf16PacketsAreUnderstood) {
  const std::string packet = merge_into_xmp({}, kProvenance);
  std::string wide = "\xFF\xFE";
  // The packet's own byte order mark, three bytes of UTF-8, is dropped.
  for (const char c : packet) {
    if (static_cast<unsigned char>(c) < 0x80) wide += std::string({c, '\0'});
  }
  EXPECT_EQ(provenance_in_xmp(wide), kProvenance);
}

}  // namespace
}  // namespace autochrome::image
