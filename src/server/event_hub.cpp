#include "server/event_hub.h"

#include <utility>

#include "server/problem.h"

namespace autochrome::server {

namespace {

constexpr std::size_t kMostWaiting = 4096;

}  // namespace

EventHub::Listener::Listener(EventHub& hub, std::string only) : hub_(hub), only_(std::move(only)) {
  const std::lock_guard lock(hub_.mutex_);
  if (hub_.listeners_.size() >= hub_.most_) {
    throw Problem(kTooMany, "too many clients follow events already");
  }
  hub_.listeners_.insert(this);
}

EventHub::Listener::~Listener() {
  const std::lock_guard lock(hub_.mutex_);
  hub_.listeners_.erase(this);
}

std::optional<Event> EventHub::Listener::next(std::chrono::milliseconds patience) {
  std::unique_lock lock(hub_.mutex_);
  hub_.changed_.wait_for(lock, patience,
                         [this] { return hub_.closed_ || lost_ || !events_.empty(); });
  if (events_.empty()) return {};
  Event event = std::move(events_.front());
  events_.pop_front();
  return event;
}

bool EventHub::Listener::over() const {
  const std::lock_guard lock(hub_.mutex_);
  return events_.empty() && (hub_.closed_ || lost_);
}

std::shared_ptr<EventHub::Listener> EventHub::listen(const std::string& only) {
  return std::make_shared<Listener>(*this, only);
}

void EventHub::publish(const Event& event) {
  const std::lock_guard lock(mutex_);
  for (Listener* listener : listeners_) {
    if (!listener->only_.empty() && listener->only_ != event.id) continue;
    if (listener->events_.size() < kMostWaiting) {
      listener->events_.push_back(event);
    } else {
      listener->lost_ = true;
    }
  }
  changed_.notify_all();
}

void EventHub::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  changed_.notify_all();
}

}  // namespace autochrome::server
