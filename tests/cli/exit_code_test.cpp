#include "cli/exit_code.h"

#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.h"
#include "cli/interrupt.h"
#include "tests/cli/program.h"
#include "tests/temporary_folder.h"

namespace autochrome::cli::testing {
namespace {

int code_of(const std::function<ExitCode()>& program) { return guarded(program); }

TEST(ExitCodes, TellInterruptionFromFailure) {
  EXPECT_EQ(code_of([] { return ExitCode::Done; }), 0);
  EXPECT_EQ(code_of([]() -> ExitCode { throw Interrupted(); }), 130);
  EXPECT_EQ(code_of([]() -> ExitCode { throw InputError("no"); }), 3);
  EXPECT_EQ(code_of([]() -> ExitCode { throw ModelError("no"); }), 4);
}

TEST(ExitCodes, OutputThatIsLostIsAFailure) {
  const autochrome::testing::TemporaryFolder folder;
  const std::filesystem::path picture = folder / "a.png";
  write_photograph(picture, 40, 30);
  const std::string model = write_model(folder.path());
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"--version"},
        {"--help"},
        {"info", picture},
        {"info", picture, "--json"},
        {"compare", picture, picture, "--json"},
        {"models"},
        {"dataset", folder.path(), "--json"},
        {"colorize", "--model", model, picture, "--json"}}) {
    const ProgramRun result = run(arguments, {.standard_output = "/dev/full"});
    EXPECT_EQ(result.exit_code, 3) << arguments[0];
    EXPECT_NE(result.error.find("cannot write to standard output"), std::string::npos)
        << arguments[0] << ": " << result.error;
  }
}

}  // namespace
}  // namespace autochrome::cli::testing
