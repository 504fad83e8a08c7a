// XMP packets (ISO 16684-1), as far as simple properties go: read, replaced and added among
// whatever else a packet holds. Only for this folder, and the only user of pugixml.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <pugixml.hpp>

namespace autochrome::image {

struct XmpNamespace {
  std::string_view uri;
  std::string_view prefix;  ///< for what we add; what is there may use another
};

struct XmpName {
  XmpNamespace space;
  std::string_view local;
};

/// A packet as a tree. Properties may stand as elements or as attributes of rdf:Description.
class [[nodiscard]] XmpPacket {
 public:
  /// An empty packet.
  XmpPacket();
  XmpPacket(XmpPacket&&) noexcept = default;
  XmpPacket& operator=(XmpPacket&&) noexcept = default;

  /// Empty when the bytes are not well-formed XML with an rdf:RDF, or nested beyond reason.
  static std::optional<XmpPacket> parse(std::string_view bytes);

  [[nodiscard]] bool contains(const XmpName& name) const;
  /// A simple property's text; empty when there is none.
  [[nodiscard]] std::string get(const XmpName& name) const;

  /// Replaces the property, or adds it, as a simple value.
  void set(const XmpName& name, std::string_view value);
  /// The same as a text in the default language, the form of dc:description.
  void set_default_language(const XmpName& name, std::string_view value);
  void remove(const XmpName& name);
  void remove_all(const XmpNamespace& space);

  /// UTF-8 with the packet's wrapper.
  [[nodiscard]] std::string to_text() const;

 private:
  explicit XmpPacket(pugi::xml_document document);

  pugi::xml_document document_;
};

}  // namespace autochrome::image
