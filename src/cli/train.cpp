#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

#include "base/error.h"
#include "cli/commands.h"

namespace autochrome::cli {

namespace {

constexpr const char* kTrainer = "autochrome-train";

/// Becomes the trainer, a program of its own beside this one, with the same arguments.
ExitCode become_trainer(const std::vector<std::string>& arguments) {
  std::error_code failure;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", failure);
  const std::string trainer = self.parent_path() / kTrainer;
  if (!std::filesystem::exists(trainer)) {
    throw InputError(fmt::format(
        "this build has no trainer ('{}' is missing): build with AUTOCHROME_TRAIN=ON", trainer));
  }
  std::vector<char*> argv = {const_cast<char*>(trainer.c_str())};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  ::execv(trainer.c_str(), argv.data());
  throw IoError(fmt::format("cannot run '{}': {}", trainer, std::strerror(errno)));
}

}  // namespace

void add_train(CLI::App& app, Action& chosen) {
  CLI::App* command = app.add_subcommand("train", "Train a network on a prepared set of pictures");
  command->prefix_command();
  command->set_help_flag();
  command->callback([command, &chosen] {
    chosen = [arguments = command->remaining()] { return become_trainer(arguments); };
  });
}

}  // namespace autochrome::cli
