// What the report's page looks like and does: report.css and report.js, embedded when built.
#pragma once

#include <string_view>

namespace autochrome::records {

[[nodiscard]] std::string_view report_style() noexcept;
[[nodiscard]] std::string_view report_script() noexcept;

}  // namespace autochrome::records
