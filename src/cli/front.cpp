// autochrome: what people start. It only says its version; everything else is autochrome-app, which
// links a hundred libraries of picture formats and takes 20 ms to start.
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "base/version.h"
#include "cli/exit_code.h"
#include "cli/sibling.h"

int main(int argc, char** argv) {
  using namespace autochrome;
  return cli::guarded([&] {
    if (argc == 2 && std::string_view(argv[1]) == "--version") {
      fmt::print("autochrome {}\n", kVersion);
      return cli::ExitCode::Done;
    }
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    cli::become_sibling("autochrome-app", arguments, "the installation is incomplete");
  });
}
