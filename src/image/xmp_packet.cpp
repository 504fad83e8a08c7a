#include "image/xmp_packet.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace autochrome::image {

namespace {

constexpr std::string_view kRdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
constexpr XmpNamespace kRdfNamespace = {kRdf, "rdf"};
constexpr int kMostDepth = 100;
constexpr unsigned kParseFlags = pugi::parse_default | pugi::parse_pi | pugi::parse_comments;

constexpr const char* kEmptyPacket =
    "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>"
    "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">"
    "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"/>"
    "</x:xmpmeta><?xpacket end=\"w\"?>";

struct SplitName {
  std::string_view prefix;
  std::string_view local;
};

SplitName split(std::string_view name) {
  const auto colon = name.find(':');
  if (colon == std::string_view::npos) return {{}, name};
  return {name.substr(0, colon), name.substr(colon + 1)};
}

/// What `prefix` stands for at `node`; empty when it is not declared.
std::string_view uri_of(pugi::xml_node node, std::string_view prefix) {
  const std::string declaration = prefix.empty() ? "xmlns" : "xmlns:" + std::string(prefix);
  for (; node; node = node.parent()) {
    if (const auto found = node.attribute(declaration.c_str())) return found.value();
  }
  return {};
}

bool is(pugi::xml_node node, std::string_view uri, std::string_view local) {
  const SplitName name = split(node.name());
  return name.local == local && uri_of(node, name.prefix) == uri;
}

/// An attribute without prefix belongs to no namespace.
bool is_in(pugi::xml_node owner, pugi::xml_attribute attribute, std::string_view uri) {
  const std::string_view prefix = split(attribute.name()).prefix;
  return !prefix.empty() && prefix != "xmlns" && uri_of(owner, prefix) == uri;
}

bool is_in(pugi::xml_node element, std::string_view uri) {
  return uri_of(element, split(element.name()).prefix) == uri;
}

/// rdf:RDF stands at the top or inside x:xmpmeta.
pugi::xml_node find_rdf(const pugi::xml_document& document) {
  for (const pugi::xml_node top : document.children()) {
    if (is(top, kRdf, "RDF")) return top;
    for (const pugi::xml_node inner : top.children()) {
      if (is(inner, kRdf, "RDF")) return inner;
    }
  }
  return {};
}

/// Freeing a subtree recurses, so its depth is bounded before anything is done with it.
bool is_shallow(pugi::xml_document& document) {
  struct Walker final : pugi::xml_tree_walker {
    bool for_each(pugi::xml_node&) override { return depth() < kMostDepth; }
  };

  Walker walker;
  return document.traverse(walker);
}

/// Properties of one namespace, whatever their form; `local` empty is all of them.
struct Found {
  std::vector<std::pair<pugi::xml_node, pugi::xml_attribute>> attributes;
  std::vector<pugi::xml_node> elements;
};

Found find(const pugi::xml_document& document, std::string_view uri, std::string_view local) {
  Found found;
  for (const pugi::xml_node description : find_rdf(document).children()) {
    if (!is(description, kRdf, "Description")) continue;
    for (const pugi::xml_attribute attribute : description.attributes()) {
      if (is_in(description, attribute, uri) &&
          (local.empty() || split(attribute.name()).local == local)) {
        found.attributes.emplace_back(description, attribute);
      }
    }
    for (const pugi::xml_node element : description.children()) {
      if (is_in(element, uri) && (local.empty() || split(element.name()).local == local)) {
        found.elements.push_back(element);
      }
    }
  }
  return found;
}

void erase(const Found& found) {
  for (auto [description, attribute] : found.attributes) description.remove_attribute(attribute);
  for (const pugi::xml_node element : found.elements) element.parent().remove_child(element);
}

/// XML 1.0 has no way to write most control characters.
std::string printable(std::string_view text) {
  std::string result(text);
  std::replace_if(
      result.begin(), result.end(),
      [](unsigned char c) { return c < ' ' && c != '\n' && c != '\t'; }, ' ');
  return result;
}

/// Makes `space.prefix` mean the namespace at `element`: declared on its parent, where it serves
/// the properties that follow, unless the prefix means something else there.
void bind(pugi::xml_node element, const XmpNamespace& space) {
  const std::string_view bound = uri_of(element, space.prefix);
  if (bound == space.uri) return;
  pugi::xml_node where = bound.empty() ? element.parent() : element;
  const std::string declaration = "xmlns:" + std::string(space.prefix);
  where.append_attribute(declaration.c_str()).set_value(std::string(space.uri).c_str());
}

/// The first description, made where there is none.
pugi::xml_node description_in(pugi::xml_node rdf) {
  for (const pugi::xml_node child : rdf.children()) {
    if (is(child, kRdf, "Description")) return child;
  }
  pugi::xml_node made = rdf.append_child("rdf:Description");
  bind(made, kRdfNamespace);
  made.append_attribute("rdf:about").set_value("");
  return made;
}

pugi::xml_node add(const pugi::xml_document& document, const XmpName& name) {
  const std::string qualified = fmt::format("{}:{}", name.space.prefix, name.local);
  pugi::xml_node added = description_in(find_rdf(document)).append_child(qualified.c_str());
  bind(added, name.space);
  return added;
}

struct StringWriter final : pugi::xml_writer {
  std::string text;

  void write(const void* data, std::size_t size) override {
    text.append(static_cast<const char*>(data), size);
  }
};

}  // namespace

XmpPacket::XmpPacket() { document_.load_string(kEmptyPacket, kParseFlags); }

XmpPacket::XmpPacket(pugi::xml_document document) : document_(std::move(document)) {}

std::optional<XmpPacket> XmpPacket::parse(std::string_view bytes) {
  pugi::xml_document document;
  const auto parsed = document.load_buffer(bytes.data(), bytes.size(), kParseFlags);
  if (!parsed || !is_shallow(document) || !find_rdf(document)) return {};
  return XmpPacket(std::move(document));
}

bool XmpPacket::contains(const XmpName& name) const {
  const Found found = find(document_, name.space.uri, name.local);
  return !found.attributes.empty() || !found.elements.empty();
}

std::string XmpPacket::get(const XmpName& name) const {
  const Found found = find(document_, name.space.uri, name.local);
  if (!found.elements.empty()) return found.elements.front().child_value();
  if (!found.attributes.empty()) return found.attributes.front().second.value();
  return {};
}

void XmpPacket::set(const XmpName& name, std::string_view value) {
  remove(name);
  add(document_, name).text().set(printable(value).c_str());
}

void XmpPacket::set_default_language(const XmpName& name, std::string_view value) {
  remove(name);
  pugi::xml_node property = add(document_, name);
  bind(property, kRdfNamespace);
  pugi::xml_node item = property.append_child("rdf:Alt").append_child("rdf:li");
  item.append_attribute("xml:lang").set_value("x-default");
  item.text().set(printable(value).c_str());
}

void XmpPacket::remove(const XmpName& name) { erase(find(document_, name.space.uri, name.local)); }

void XmpPacket::remove_all(const XmpNamespace& space) { erase(find(document_, space.uri, {})); }

std::string XmpPacket::to_text() const {
  StringWriter writer;
  document_.save(writer, "", pugi::format_raw | pugi::format_no_declaration, pugi::encoding_utf8);
  return std::move(writer.text);
}

}  // namespace autochrome::image
