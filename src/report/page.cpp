#include "report/page.h"

#include <string_view>

#include "base/base64.h"
#include "base/json_text.h"
#include "report/web/evaluation.css.h"
#include "report/web/evaluation.html.h"
#include "report/web/evaluation.js.h"

namespace autochrome::report {

namespace {

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
  return "data:" + std::string(media_type) + ";base64," + base64(bytes);
}

}  // namespace autochrome::report
