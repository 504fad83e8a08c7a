#include "server/serve.h"

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <spawn.h>
#include <unistd.h>

#include "base/error.h"
#include "cli/bind.h"
#include "cli/cache_folder.h"
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/model_store.h"

namespace autochrome::cli {

namespace {

namespace fs = std::filesystem;

struct ServeCall {
  server::ServerOptions options;
  std::string model = kDefaultModel;
  std::vector<std::string> more;
  bool open = false;
};

fs::path default_work_folder() {
  const fs::path cache = cache_folder();
  if (!cache.empty()) return cache / "autochrome" / "studio";
  throw InputError("neither XDG_CACHE_HOME nor HOME says where to work; give --work DIR");
}

void open_in_browser(const std::string& address) {
  std::string program = "xdg-open";
  std::string argument = address;
  std::vector<char*> arguments = {program.data(), argument.data(), nullptr};
  pid_t child = 0;
  if (::posix_spawnp(&child, program.c_str(), nullptr, nullptr, arguments.data(), environ) != 0) {
    fmt::print(stderr, "autochrome: no browser could be opened: open {} yourself\n", address);
  }
}

/// The shipped models and those named besides, and the one meant where none is.
void add_models(const ServeCall& call, server::Service& service) {
  for (const fs::path& path : shipped_models()) {
    service.models.push_back({path.stem().string(), path});
  }
  std::vector<std::string> named = call.more;
  named.push_back(call.model);
  for (const std::string& name : named) {
    const fs::path path = find_model(name);
    const server::NamedModel model{path.stem().string(), path};
    std::erase_if(service.models,
                  [&](const server::NamedModel& known) { return known.name == model.name; });
    service.models.push_back(model);
  }
  service.default_model = find_model(call.model).stem().string();
}

ExitCode serve(ServeCall call) {
  if (call.options.work.empty()) call.options.work = default_work_folder();
  const fs::path work = call.options.work;
  server::Service service{.options = call.options,
                          .models = {},
                          .default_model = {},
                          .ready = [&](const std::string& address) {
                            fmt::print(
                                stderr,
                                "Autochrome is at {} (Ctrl-C ends it); photos and jobs lie in "
                                "'{}'\n",
                                address, work.string());
                            if (call.open) open_in_browser(address);
                          }};
  add_models(call, service);
  server::serve(service, interrupt_flag());
  return ExitCode::Done;
}

}  // namespace

void add_serve(CLI::App& app, Action& chosen) {
  auto call = std::make_shared<ServeCall>();
  CLI::App* command =
      app.add_subcommand("serve", "Colorize in the browser, and a service for other programs");
  command->add_flag("--open", call->open, "Open the Studio in the browser");
  command->add_option("-m,--model", call->model, "Model that is used where none is named")
      ->capture_default_str();
  command->add_option("--more-models", call->more, "Model files to offer besides the shipped ones");
  bind(*command, call->options);
  command->footer(
      "Examples:\n"
      "  autochrome serve --open\n"
      "  autochrome serve --host 0.0.0.0 --token-file token --work /srv/autochrome --log json\n"
      "  curl --data-binary @photo.jpg http://127.0.0.1:8180/api/v1/colorize > photo.color.jpg\n");
  command->callback([call, &chosen] { chosen = [call] { return serve(*call); }; });
}

}  // namespace autochrome::cli
