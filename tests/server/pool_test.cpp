// The pool with workers that only talk, forked from a zygote of the test's own.
#include "server/pool.h"

#include <atomic>
#include <chrono>
#include <csignal>
#include <future>
#include <optional>
#include <thread>
#include <utility>

#include <gtest/gtest.h>

#include "server/problem.h"

namespace autochrome::server {
namespace {

/// Tells of progress as fast as it can and is never done.
Nursery chatterers() {
  return {.greeting = Json::array(), .work = [](Channel& server) {
            static_cast<void>(server.receive());
            while (server.send({{"progress", 0.5}})) continue;
          }};
}

/// Reads its task and says nothing.
Nursery sleepers() {
  return {.greeting = Json::array(), .work = [](Channel& server) {
            while (server.receive()) continue;
          }};
}

Pool::Jobs no_jobs() {
  return {.wait = [] { return false; }, .next = [] { return std::optional<Assignment>(); }};
}

TEST(Pools, GiveUpAWorkerThatTalksBeyondItsTime) {
  Zygote zygote(chatterers);
  Pool pool(zygote, {.workers = 1, .seconds = 0}, no_jobs());
  try {
    static_cast<void>(pool.perform(Task{.photo = {}, .name = "aunt.jpg"}));
    FAIL();
  } catch (const Problem& problem) {
    EXPECT_EQ(problem.status(), kUnprocessable);
  }
}

TEST(Pools, StopAWorkerThatTalks) {
  Zygote zygote(chatterers);
  std::atomic<bool> asked = false;
  std::promise<void> begun;
  std::promise<bool> given_back;
  Pool pool(zygote, {.workers = 1},
            {.wait = [&] { return !asked; },
             .next = [&]() -> std::optional<Assignment> {
               if (asked.exchange(true)) return {};
               return Assignment{.task = {},
                                 .progress =
                                     [&, told = false](double) mutable {
                                       if (!std::exchange(told, true)) begun.set_value();
                                     },
                                 .done = [&](const Json&) { given_back.set_value(false); },
                                 .failed =
                                     [&](const std::exception_ptr& failure) {
                                       try {
                                         std::rethrow_exception(failure);
                                       } catch (const GivenBack&) {
                                         given_back.set_value(true);
                                       } catch (...) {
                                         given_back.set_value(false);
                                       }
                                     },
                                 .cancelled = {}};
             }});
  begun.get_future().wait();
  pool.stop(std::chrono::seconds(0));
  EXPECT_TRUE(given_back.get_future().get());
}

TEST(Pools, GiveTasksBackWithoutAZygote) {
  Zygote zygote(sleepers);
  static_cast<void>(zygote.greeting());
  EXPECT_FALSE(zygote.death());
  Pool pool(zygote, {.workers = 2}, no_jobs());
  auto status = std::async(std::launch::async, [&] {
    try {
      static_cast<void>(pool.perform(Task{}));
      return static_cast<int>(kOk);
    } catch (const Problem& problem) {
      return problem.status();
    }
  });
  while (pool.figures().busy == 0) std::this_thread::yield();
  ::kill(zygote.pid(), SIGKILL);
  EXPECT_EQ(status.get(), kUnavailable);
  while (!zygote.death()) std::this_thread::yield();
  EXPECT_EQ(zygote.death()->signal, SIGKILL);
  EXPECT_THROW(static_cast<void>(zygote.spawn()), ZygoteGone);
  pool.stop(std::chrono::seconds(0));
}

TEST(Pools, GiveTasksBackWhereNoModelCanBeLoaded) {
  Zygote zygote([]() -> Nursery { throw ModelError("no model"); });
  Pool pool(zygote, {.workers = 1}, no_jobs());
  try {
    static_cast<void>(pool.perform(Task{}));
    FAIL();
  } catch (const Problem& problem) {
    EXPECT_EQ(problem.status(), kUnavailable);
  }
  EXPECT_THROW(static_cast<void>(zygote.greeting()), ModelError);
}

}  // namespace
}  // namespace autochrome::server
