// Sessions of one model share what is packed of its weights.
#include <algorithm>
#include <memory>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "infer/network.h"
#include "infer/session.h"
#include "kernels/page_allocator.h"
#include "nets/registry.h"
#include "tests/graph/random_model.h"

namespace autochrome::infer {
namespace {

graph::Model small_unet() {
  return random_model(nets::build("unet", {{"width", 32}, {"depth", 2}}), 5);
}

Tensor run(Session& session, const Tensor& in) {
  Tensor out({in.shape().n, 3, in.shape().h, in.shape().w});
  const ConstTensorView from = in.view();
  const TensorView to = out.view();
  session.run({&from, 1}, {&to, 1});
  return out;
}

const Shape kPicture{1, 1, 64, 64};

TEST(Sharing, SessionsOfTheSameWeightsAreOneNetwork) {
  const graph::Model model = small_unet();
  const graph::Model copy = model;
  const auto network = shared_network(model, false);
  EXPECT_EQ(shared_network(copy, false), network);
  EXPECT_NE(shared_network(model, true), network);
  EXPECT_NE(shared_network(small_unet(), false), network) << "equal weights are not the same";
}

TEST(Sharing, AnotherGraphOfTheSameWeightsIsAnotherNetwork) {
  const graph::Model model = random_model(nets::build("pix2pix", {{"width", 8}, {"depth", 3}}), 5);
  graph::Model other = model;
  other.graph = nets::build("pix2pix", {{"width", 8}, {"depth", 3}, {"dropout", 0.25}});
  EXPECT_NE(shared_network(model, true), shared_network(other, true));
}

TEST(Sharing, PackedFormsAreTheSamePointers) {
  const graph::Model model = small_unet();
  const auto network = shared_network(model, false);
  const graph::Node& conv = network->graph().nodes()[2];
  ASSERT_TRUE(std::holds_alternative<graph::Conv2d>(conv.op));
  const auto bias = network->packed().bias(conv, 64);
  EXPECT_EQ(shared_network(model, false)->packed().bias(conv, 64), bias);
}

TEST(Sharing, AnotherSessionTakesAnArenaAndNothingMore) {
  const graph::Model model = small_unet();
  const Tensor in = random_tensor(kPicture, 3);
  Session first(model, {.threads = 1});
  const std::size_t empty = kernels::bytes_in_pages();
  const Tensor wanted = run(first, in);
  const std::size_t one = kernels::bytes_in_pages();
  const std::size_t packed = shared_network(model, false)->packed().bytes();
  const std::size_t arena = one - empty - packed;
  ASSERT_GT(packed, arena);
  Session second(model, {.threads = 1});
  EXPECT_TRUE(std::ranges::equal(run(second, in).values(), wanted.values()));
  EXPECT_EQ(kernels::bytes_in_pages() - one, arena);
  EXPECT_EQ(shared_network(model, false)->packed().bytes(), packed);
}

TEST(Sharing, NothingStaysBehindTheLastSession) {
  const graph::Model model = small_unet();
  const std::size_t before = kernels::bytes_in_pages();
  {
    Session session(model, {.threads = 1});
    static_cast<void>(run(session, random_tensor(kPicture, 3)));
    EXPECT_GT(kernels::bytes_in_pages(), before);
  }
  EXPECT_EQ(kernels::bytes_in_pages(), before);
}

TEST(Sharing, SessionsOnSeveralThreadsPackOnce) {
  const graph::Model model = small_unet();
  const Tensor in = random_tensor(kPicture, 3);
  Session alone(small_unet(), {.threads = 1});
  const Tensor wanted = run(alone, in);
  const std::size_t packed = alone.memory_bytes();
  const auto network = shared_network(model, false);
  std::vector<std::thread> threads;
  std::vector<Tensor> results(4);
  for (Tensor& result : results) {
    threads.emplace_back([&] {
      Session session(model, {.threads = 1});
      result = run(session, in);
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const Tensor& result : results) {
    EXPECT_TRUE(std::ranges::equal(result.values(), wanted.values()));
  }
  EXPECT_LT(network->packed().bytes(), packed);
}

TEST(Sharing, WhatIsPreparedIsPackedForSessions) {
  const graph::Model model = small_unet();
  const auto prepared = prepare(model, {&kPicture, 1});
  const std::size_t packed = shared_network(model, false)->packed().bytes();
  EXPECT_GT(packed, 0U);
  Session session(model, {.threads = 2});
  static_cast<void>(run(session, random_tensor(kPicture, 3)));
  EXPECT_EQ(shared_network(model, false)->packed().bytes(), packed);
}

TEST(Sharing, WhatASessionPreparedIsAllThatItsRunNeeds) {
  const graph::Model model = small_unet();
  const Tensor in = random_tensor(kPicture, 3);
  Session plain(small_unet(), {.threads = 2});
  Session session(model, {.threads = 2});
  const Shape pictures{5, 1, 64, 64};
  session.prepare({&pictures, 1});
  const std::size_t packed = shared_network(model, false)->packed().bytes();
  EXPECT_GT(packed, 0U);
  EXPECT_TRUE(std::ranges::equal(run(session, in).values(), run(plain, in).values()));
  EXPECT_EQ(shared_network(model, false)->packed().bytes(), packed);
  const Shape odd{1, 1, 63, 64};
  EXPECT_THROW(session.prepare({&odd, 1}), ShapeError);
}

/// The exit code of a child that is forked after preparing, or -1.
int exit_code_of_child(const graph::Model& model, int threads) {
  const pid_t child = ::fork();
  if (child == 0) {
    const std::size_t before = shared_network(model, false)->packed().bytes();
    Session session(model, {.threads = threads});
    static_cast<void>(run(session, random_tensor(kPicture, 3)));
    ::_exit(shared_network(model, false)->packed().bytes() == before ? 7 : 8);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/// Run in a process that has started no thread: OpenMP's do not survive a fork.
TEST(SharingDeathTest, ChildrenFindWhatWasPackedBeforeTheFork) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        const graph::Model model = small_unet();
        const auto prepared = prepare(model, {&kPicture, 1});
        ::alarm(60);
        std::_Exit(exit_code_of_child(model, 2));
      },
      testing::ExitedWithCode(7), "");
}

}  // namespace
}  // namespace autochrome::infer
