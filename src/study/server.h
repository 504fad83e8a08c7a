// The study as a page on the local network: questions out, answers in.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <string>

#include "base/options.h"
#include "study/answers.h"
#include "study/gallery.h"
#include "study/trial.h"

namespace autochrome::study {

struct ServerOptions {
  std::string host = "127.0.0.1";
  int port = 8017;

  template <class Self, class Visitor>
  static void describe(Self& self, Visitor&& visit) {
    visit("host", self.host, "Address to listen on; 0.0.0.0 lets others on the network take part");
    visit("port", self.port, "Port to listen on, 0 for any that is free",
          Limits{.min = 0, .max = 65535});
  }
};

struct StudyServer {
  const Gallery& gallery;
  AnswerLog& answers;
  TrialOptions trials;
  ServerOptions options;
  /// Called with the page's address once it can be opened.
  std::function<void(const std::string& address)> ready;
};

/// Serves until `stop` turns true, which it looks at several times a second. Participants are known
/// by a random name that their browser keeps, so that a reload goes on with the next question; what
/// the page is sent does not tell which picture is whose. Throws IoError when the port cannot be
/// listened on.
void serve(const StudyServer& server, const std::atomic<bool>& stop);

}  // namespace autochrome::study
