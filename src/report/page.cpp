#include "report/page.h"

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "base/json_text.h"
#include "report/web/evaluation.css.h"
#include "report/web/evaluation.html.h"
#include "report/web/evaluation.js.h"

namespace autochrome::report {

namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Puts `text` where the template says {{name}}.
void fill(std::string& page, std::string_view name, std::string_view text) {
  const std::string mark = "{{" + std::string(name) + "}}";
  page.replace(page.find(mark), mark.size(), text);
}

/// JSON that no parser of HTML mistakes for the end of its script or for a comment.
std::string script_safe(const Json& data) {
  const std::string text = json_text(data);
  std::string safe;
  safe.reserve(text.size());
  for (const char c : text) {
    if (c == '<') {
      safe += "\\u003c";
    } else {
      safe += c;
    }
  }
  return safe;
}

}  // namespace

std::string evaluation_page(const Json& data) {
  std::string page(web::kEvaluationHtml);
  fill(page, "style", web::kEvaluationCss);
  fill(page, "script", web::kEvaluationJs);
  fill(page, "data", script_safe(data));
  return page;
}

std::string data_uri(std::string_view media_type, std::string_view bytes) {
  std::string text = "data:" + std::string(media_type) + ";base64,";
  text.reserve(text.size() + bytes.size() * 4 / 3 + 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      group = group << 8 |
              (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : std::uint32_t{0});
    }
    const std::size_t there = std::min<std::size_t>(3, bytes.size() - i);
    for (std::size_t k = 0; k < 4; ++k) {
      text += k <= there ? kAlphabet[group >> (18 - 6 * k) & 63] : '=';
    }
  }
  return text;
}

}  // namespace autochrome::report
