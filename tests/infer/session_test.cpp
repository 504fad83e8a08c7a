#include "infer/session.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iterator>
#include <limits>
#include <string>

#include <gtest/gtest.h>

#include "base/error.h"
#include "graph/builder.h"
#include "infer/onednn.h"
#include "nets/registry.h"
#include "tests/graph/random_model.h"
#include "tests/message_of.h"

namespace autochrome::infer {
namespace {

using graph::GraphBuilder;
using graph::Value;

graph::Model small_unet() {
  return random_model(nets::build("unet", {{"width", 16}, {"depth", 2}}), 5);
}

Tensor run(Session& session, const Tensor& in, std::int64_t channels) {
  Tensor out({in.shape().n, channels, in.shape().h, in.shape().w});
  const ConstTensorView from = in.view();
  const TensorView to = out.view();
  session.run({&from, 1}, {&to, 1});
  return out;
}

std::string refusal(Session& session, const Shape& in, const Shape& out) {
  const Tensor from(in);
  Tensor to(out);
  const ConstTensorView from_view = from.view();
  const TensorView to_view = to.view();
  return testing::message_of<ShapeError>([&] { session.run({&from_view, 1}, {&to_view, 1}); });
}

TEST(Session, GivesTheSameBitsOnAnyNumberOfThreads) {
  const auto model = small_unet();
  const Tensor in = random_tensor({2, 1, 36, 52}, 9);
  Session single(model, {.threads = 1});
  const Tensor wanted = run(single, in, 3);
  for (const int threads : {2, 3}) {
    Session session(model, {.threads = threads});
    EXPECT_TRUE(std::ranges::equal(run(session, in, 3).values(), wanted.values())) << threads;
  }
}

TEST(Session, GivesEveryPictureOfABatchItsOwnResult) {
  Session session(small_unet(), {.threads = 1});
  const Tensor batch = random_tensor({3, 1, 16, 20}, 9);
  const Tensor together = run(session, batch, 3);
  for (std::int64_t n = 0; n < 3; ++n) {
    Tensor one({1, 1, 16, 20});
    std::ranges::copy(batch.plane(n, 0), one.values().begin());
    const Tensor alone = run(session, one, 3);
    EXPECT_TRUE(std::ranges::equal(
        alone.values(), together.values().subspan(static_cast<std::size_t>(n) * 960, 960)));
  }
}

TEST(Session, RemembersNothingBetweenSizes) {
  const auto model = small_unet();
  Session session(model, {.threads = 1});
  for (const std::int64_t side : {16, 40, 8, 24, 12, 20, 16, 40}) {
    const Tensor in = random_tensor({1, 1, side, 64 - side}, 11);
    Session fresh(model, {.threads = 1});
    EXPECT_TRUE(std::ranges::equal(run(session, in, 3).values(), run(fresh, in, 3).values()));
  }
}

TEST(Session, KeepsItsArenaFarBelowTheSumOfAllValues) {
  const auto model = small_unet();
  Session session(model, {.threads = 1});
  const std::size_t before = session.memory_bytes();
  const Tensor in = random_tensor({4, 1, 128, 128}, 3);
  static_cast<void>(run(session, in, 3));
  std::size_t sum = 0;
  const std::vector<Shape> shape = {{1, 1, 128, 128}};
  for (const Shape& value : model.graph.infer_shapes(shape)) {
    sum += static_cast<std::size_t>(value.count()) * sizeof(float);
  }
  EXPECT_LT(session.memory_bytes() - before, sum / 3);
}

TEST(Session, CanBeMoved) {
  Session first(small_unet(), {.threads = 1});
  const Tensor in = random_tensor({1, 1, 8, 8}, 3);
  const Tensor wanted = run(first, in, 3);
  Session second = std::move(first);
  EXPECT_TRUE(std::ranges::equal(run(second, in, 3).values(), wanted.values()));
}

std::ptrdiff_t threads_of_this_process() {
  return std::distance(std::filesystem::directory_iterator("/proc/self/task"), {});
}

TEST(Session, ThreadsThatWereEndedComeBack) {
  Session session(small_unet(), {.threads = 3});
  const Tensor in = random_tensor({1, 1, 32, 48}, 3);
  end_threads();
  const auto before = threads_of_this_process();
  const Tensor first = run(session, in, 3);
  EXPECT_EQ(threads_of_this_process(), before + 2);
  end_threads();
  EXPECT_EQ(threads_of_this_process(), before);
  EXPECT_TRUE(std::ranges::equal(run(session, in, 3).values(), first.values()));
}

TEST(Session, KnowsItsArenaBeforeItRuns) {
  for (const std::int64_t side : {16, 48}) {
    Session session(small_unet(), {.threads = 1});
    const Shape shape{2, 1, side, side};
    const std::size_t arena = session.arena_bytes({&shape, 1});
    const std::size_t weights = session.memory_bytes();
    static_cast<void>(run(session, random_tensor(shape, 3), 3));
    EXPECT_EQ(session.memory_bytes(), weights + arena);
  }
}

TEST(Session, PlansNothingForShapesThatDoNotFit) {
  Session session(small_unet(), {.threads = 1});
  const Shape shape{1, 1, 10, 8};
  EXPECT_EQ(testing::message_of<ShapeError>([&] {
              return session.arena_bytes({&shape, 1});
            }),
            "input 'lightness' has the shape [1, 1, 10, 8]; wanted H and W in multiples of 4");
}

TEST(Session, ProfilesEveryStep) {
  Session session(small_unet(), {.threads = 1});
  const Tensor in = random_tensor({1, 1, 16, 16}, 3);
  const Tensor wanted = run(session, in, 3);
  Tensor out(wanted.shape());
  const ConstTensorView from = in.view();
  const TensorView to = out.view();
  const auto steps = session.profile({&from, 1}, {&to, 1});
  ASSERT_FALSE(steps.empty());
  EXPECT_EQ(steps.front().kernel, "affine");
  EXPECT_EQ(steps.back().kernel, "narrow_conv");
  EXPECT_TRUE(std::ranges::equal(out.values(), wanted.values()));
}

TEST(Session, NeedsNoCopiesInTheStudysUNet) {
  if (instructions() == kernels::Instructions::Portable) {
    GTEST_SKIP() << "without AVX2 oneDNN has only reference kernels for blocked channels, and "
                    "copies to get at them";
  }
  Session session(random_model(nets::build("unet", Json::object()), 5), {.threads = 1});
  const Tensor in = random_tensor({1, 1, 32, 32}, 3);
  Tensor out({1, 3, 32, 32});
  const ConstTensorView from = in.view();
  const TensorView to = out.view();
  for (const StepTime& step : session.profile({&from, 1}, {&to, 1})) {
    EXPECT_NE(step.kernel, "copy") << step.name;
    EXPECT_FALSE(step.kernel.starts_with("ref")) << step.name;
    EXPECT_FALSE(step.name.starts_with("concat")) << step.name;
  }
}

TEST(Session, RefusesSidesThatAreNotMultiples) {
  Session session(small_unet(), {.threads = 1});
  EXPECT_EQ(refusal(session, {1, 1, 10, 8}, {1, 3, 10, 8}),
            "input 'lightness' has the shape [1, 1, 10, 8]; wanted H and W in multiples of 4");
}

TEST(Session, RefusesWrongChannels) {
  Session session(small_unet(), {.threads = 1});
  EXPECT_EQ(refusal(session, {1, 2, 8, 8}, {1, 3, 8, 8}),
            "node 'lightness': lightness wants 1 channels and got [1, 2, 8, 8]");
}

TEST(Session, RefusesOutputsOfAnotherShape) {
  Session session(small_unet(), {.threads = 1});
  EXPECT_EQ(refusal(session, {2, 1, 8, 8}, {1, 3, 8, 8}),
            "output 'color' has the shape [1, 3, 8, 8]; wanted [2, 3, 8, 8]");
}

TEST(Session, RefusesMissingInputs) {
  Session session(small_unet(), {.threads = 1});
  Tensor out({1, 3, 8, 8});
  const TensorView to = out.view();
  EXPECT_THROW(session.run({}, {&to, 1}), ShapeError);
}

TEST(Session, RefusesBatchesThatDiffer) {
  GraphBuilder net;
  const Value y = net.add(net.input("a", 1), net.input("b", 1));
  Session session(random_model(std::move(net).finish({{"y", y}}), 1));
  const Tensor a({1, 1, 4, 4});
  const Tensor b({2, 1, 4, 4});
  Tensor out({1, 1, 4, 4});
  const ConstTensorView in[] = {a.view(), b.view()};
  const TensorView to = out.view();
  EXPECT_THROW(session.run(in, {&to, 1}), ShapeError);
}

TEST(Session, SurvivesPicturesThatAreNotFinite) {
  Session session(small_unet(), {.threads = 1});
  Tensor in = random_tensor({1, 1, 16, 16}, 3);
  in.at(0, 0, 3, 3) = std::nanf("");
  in.at(0, 0, 9, 9) = std::numeric_limits<float>::infinity();
  static_cast<void>(run(session, in, 3));
  const Tensor sound = random_tensor({1, 1, 16, 16}, 4);
  const Tensor after = run(session, sound, 3);
  EXPECT_TRUE(std::ranges::all_of(after.values(), [](float v) { return std::isfinite(v); }));
}

}  // namespace
}  // namespace autochrome::infer
