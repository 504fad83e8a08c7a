// News of jobs and runs for whoever listens: each listener has a short queue of its own, and one
// that does not keep up is let go, to come back and ask for the whole state.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "base/json.h"

namespace autochrome::server {

struct Event {
  std::string kind;  ///< "job", "removed"
  std::string id;    ///< of the job it is about
  Json data;
  bool last = false;  ///< nothing more will come of this job
};

class EventHub {
 public:
  class Listener {
   public:
    Listener(EventHub& hub, std::string only);
    ~Listener();
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    /// The next event; empty when none came in time.
    [[nodiscard]] std::optional<Event> next(std::chrono::milliseconds patience);

    /// Nothing more comes: the hub has closed or the listener was too slow.
    [[nodiscard]] bool over() const;

   private:
    friend class EventHub;
    EventHub& hub_;
    std::string only_;  ///< id of the one job wanted, or empty
    std::deque<Event> events_;
    bool lost_ = false;
  };

  explicit EventHub(std::size_t most_listeners) : most_(most_listeners) {}

  /// Hears of everything, or of one job. Throws Problem 429 when too many listen.
  [[nodiscard]] std::shared_ptr<Listener> listen(const std::string& only = {});

  void publish(const Event& event);

  /// Ends all listening.
  void close();

 private:
  std::size_t most_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::set<Listener*> listeners_;
  bool closed_ = false;
};

}  // namespace autochrome::server
