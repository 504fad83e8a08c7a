#include "tests/cli/program.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <stdexcept>
#include <thread>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "garden/garden.h"
#include "image/samples.h"
#include "image/save.h"
#include "model/model_file.h"
#include "nets/registry.h"
#include "tests/temporary_folder.h"

namespace autochrome::cli::testing {

namespace {

namespace fs = std::filesystem;

void redirect(int descriptor, const fs::path& path, int flags) {
  const int file = ::open(path.c_str(), flags | O_CLOEXEC, 0600);
  if (file < 0 || ::dup2(file, descriptor) < 0) ::_exit(126);
}

void limit_files(std::size_t bytes) {
  if (bytes == 0) return;
  std::signal(SIGXFSZ, SIG_IGN);
  const rlimit limit{bytes, bytes};
  ::setrlimit(RLIMIT_FSIZE, &limit);
}

[[noreturn]] void become_program(const std::vector<std::string>& arguments) {
  std::vector<char*> argv = {const_cast<char*>(AUTOCHROME_PROGRAM)};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  ::execv(AUTOCHROME_PROGRAM, argv.data());
  ::_exit(127);
}

int wait_for(pid_t child) {
  int status = 0;
  if (::waitpid(child, &status, 0) != child) throw std::runtime_error("waitpid failed");
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

ProgramRun run(const std::vector<std::string>& arguments, const Surroundings& surroundings) {
  const autochrome::testing::TemporaryFolder folder;
  write_file(folder / "in", surroundings.standard_input);
  write_file(folder / "out", "");
  const fs::path out =
      surroundings.standard_output.empty() ? folder / "out" : surroundings.standard_output;
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("fork failed");
  if (child == 0) {
    redirect(STDIN_FILENO, folder / "in", O_RDONLY);
    redirect(STDOUT_FILENO, out, O_WRONLY);
    redirect(STDERR_FILENO, folder / "error", O_WRONLY | O_CREAT);
    limit_files(surroundings.file_size_limit);
    become_program(arguments);
  }
  const int exit_code = wait_for(child);
  return {exit_code, read_file(folder / "out"), read_file(folder / "error")};
}

void run_and_kill(const std::vector<std::string>& arguments,
                  bool (*condition)(const fs::path&),
                  const fs::path& watched) {
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("fork failed");
  if (child == 0) {
    redirect(STDERR_FILENO, "/dev/null", O_WRONLY);
    become_program(arguments);
  }
  while (!condition(watched) && ::waitpid(child, nullptr, WNOHANG) == 0) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  ::kill(child, SIGKILL);
  static_cast<void>(::waitpid(child, nullptr, 0));
}

fs::path write_model(const fs::path& folder) {
  const Json config = {{"width", 4}, {"depth", 2}, {"outputs", 2}};
  graph::Graph graph = nets::build("unet", config);
  auto weights = std::make_shared<const Weights>(initial_weights(graph, 5));
  const fs::path path = folder / "model.safetensors";
  model::save({.network = {"unet", config, std::move(graph), std::move(weights)},
               .convention = {.predict = "ab", .size = 64},
               .provenance = Json::object(),
               .hash = {}},
              path);
  return path;
}

void write_photograph(const fs::path& path, int width, int height, std::uint64_t seed) {
  const garden::Photograph garden = garden::draw(width, height, seed);
  image::save(image::from_samples({.width = width,
                                   .height = height,
                                   .bands = 1,
                                   .values = {garden.gray.begin(), garden.gray.end()}}),
              path);
}

}  // namespace autochrome::cli::testing
