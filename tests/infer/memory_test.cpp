// What a session does when there is no memory: for every allocation in turn, that one is refused.
// A program of its own, as it replaces operator new.
#include <algorithm>
#include <cstdlib>
#include <functional>
#include <new>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.h"
#include "graph/builder.h"
#include "infer/session.h"
#include "kernels/page_allocator.h"
#include "nets/registry.h"
#include "tests/graph/random_model.h"

namespace {

/// Of this thread. After so many allocations one is refused; never if negative.
thread_local long granted = -1;
thread_local long living = 0;

bool grant() { return granted < 0 || granted-- != 0; }

}  // namespace

// Not inlined, or compilers take malloc and operator delete for a mismatch.
[[gnu::noinline]] void* operator new(std::size_t bytes) {
  void* const memory = grant() ? std::malloc(std::max<std::size_t>(bytes, 1)) : nullptr;
  if (memory == nullptr) throw std::bad_alloc();
  ++living;
  return memory;
}

[[gnu::noinline]] void operator delete(void* memory) noexcept {
  if (memory != nullptr) --living;
  std::free(memory);
}

void operator delete(void* memory, std::size_t) noexcept { operator delete(memory); }

namespace autochrome::infer {
namespace {

using graph::GraphBuilder;
using graph::Value;

constexpr long kMost = 100'000;  // far more than any of these sessions makes

Tensor run(Session& session, const Tensor& in) {
  Tensor out({in.shape().n, 3, in.shape().h, in.shape().w});
  const ConstTensorView from = in.view();
  const TensorView to = out.view();
  session.run({&from, 1}, {&to, 1});
  return out;
}

/// In which oneDNN makes nothing: what is refused is refused to us.
graph::Model own_kernels() {
  GraphBuilder net;
  const Value x = net.batch_norm("norm", net.input("x", 16));
  const Value a = net.relu(net.conv("a", x, 64));
  const Value b = net.leaky_relu(net.conv("b", net.concat({a, a}), 64), 0.2F);
  return random_model(std::move(net).finish({{"y", net.tanh(net.conv("y", b, 3))}}), 5);
}

TEST(Memory, EveryAllocationMayBeRefused) {
  const graph::Model model = own_kernels();
  const Tensor in = random_tensor({1, 16, 64, 64}, 3);
  Session calm(model, {.threads = 1});
  const Tensor wanted = run(calm, in);
  Tensor out(wanted.shape());
  const ConstTensorView from = in.view();
  const TensorView to = out.view();
  long refused = 0;
  for (; refused < kMost; ++refused) {
    const graph::Model fresh = own_kernels();
    const std::size_t pages = kernels::bytes_in_pages();
    const long before = living;
    bool done = false;
    granted = refused;
    try {
      Session session(fresh, {.threads = 1});
      session.run({&from, 1}, {&to, 1});
      done = true;
    } catch (const std::bad_alloc&) {
    }
    const bool refused_none = granted >= 0;
    granted = -1;
    ASSERT_EQ(kernels::bytes_in_pages(), pages) << "refused: " << refused;
    fresh.weights->derived().forget();
    ASSERT_LE(living, before) << "refused: " << refused;
    if (done && refused_none) break;
  }
  ASSERT_LT(refused, kMost);
  EXPECT_GT(refused, 100) << "hardly anything was refused";
  EXPECT_TRUE(std::ranges::equal(out.values(), wanted.values()));
}

long pages_granted = -1;

bool grant_pages(std::size_t /*bytes*/) { return pages_granted < 0 || pages_granted-- != 0; }

/// Has pages refused for as long as it lives, once.
class Refusal {
 public:
  explicit Refusal(long after) {
    pages_granted = after;
    kernels::set_page_gate(grant_pages);
  }

  ~Refusal() { kernels::set_page_gate(nullptr); }

  Refusal(const Refusal&) = delete;
  Refusal& operator=(const Refusal&) = delete;
};

/// Runs with the n-th pages refused, for every n; the sizes in turn. `complaints` are the texts.
void expect_survival(const graph::Model& model,
                     const std::vector<Tensor>& pictures,
                     std::vector<std::string>& complaints) {
  Session calm(model, {.threads = 1});
  std::vector<Tensor> wanted;
  for (const Tensor& in : pictures) wanted.push_back(run(calm, in));
  for (long refused = 0; refused < kMost; ++refused) {
    graph::Model fresh = model;
    fresh.weights = std::make_shared<const Weights>(*model.weights);
    Session session(fresh, {.threads = 1});
    std::size_t refusals = 0;
    {
      const Refusal refusal(refused);
      for (const Tensor& in : pictures) {
        try {
          static_cast<void>(run(session, in));
        } catch (const MemoryError& error) {
          complaints.emplace_back(error.what());
          ++refusals;
        }
      }
    }
    for (std::size_t i = 0; i < pictures.size(); ++i) {
      const Tensor got = run(session, pictures[i]);
      ASSERT_TRUE(std::ranges::equal(got.values(), wanted[i].values()))
          << "refused: " << refused << ", picture " << i;
    }
    if (refusals == 0) return;
  }
  FAIL() << "something was refused every time";
}

TEST(Memory, SessionsAreUsableAfterAnyRefusal) {
  for (const char* name : {"unet", "autoencoder", "resnet", "densenet"}) {
    SCOPED_TRACE(name);
    const graph::Model model = random_model(nets::build(name, {{"width", 16}}), 5);
    const std::int64_t side = std::max(16, model.graph.spatial_multiple());
    std::vector<std::string> complaints;
    const std::size_t before = kernels::bytes_in_pages();
    expect_survival(
        model, {random_tensor({1, 1, side, side}, 3), random_tensor({1, 1, 4 * side, side}, 4)},
        complaints);
    EXPECT_EQ(kernels::bytes_in_pages(), before);
    EXPECT_GT(complaints.size(), 10U);
    for (const std::string& text : complaints) {
      EXPECT_TRUE(text.starts_with("no memory to pack '") ||
                  text.starts_with("no memory to work on a picture of ["))
          << text;
      EXPECT_NE(text.find("the system gives no "), std::string::npos) << text;
    }
  }
}

TEST(Memory, SizesThatLieAreRefused) {
  Session session(random_model(nets::build("deep-cnn", {{"width", 8}}), 5), {.threads = 1});
  const auto refusal = [&](const Shape& shape) -> std::string {
    const ConstTensorView from{shape, nullptr};
    const TensorView to{{shape.n, 3, shape.h, shape.w}, nullptr};
    try {
      session.run({&from, 1}, {&to, 1});
    } catch (const ShapeError& error) {
      return error.what();
    } catch (const MemoryError& error) {
      return error.what();
    }
    return "accepted";
  };
  constexpr std::int64_t kHuge = std::int64_t{1} << 62;
  EXPECT_NE(refusal({1, 1, kHuge, kHuge}).find("is too large"), std::string::npos);
  EXPECT_NE(refusal({kHuge, 1, 8, 8}).find("is too large"), std::string::npos);
  EXPECT_NE(refusal({1, 1, 1 << 23, 1 << 23}).find("is too large"), std::string::npos);
  EXPECT_NE(refusal({1, 1, 1 << 20, 1 << 20}).find("no memory"), std::string::npos);
  const Tensor in = random_tensor({1, 1, 8, 8}, 3);
  EXPECT_EQ(run(session, in).shape().c, 3);
}

}  // namespace
}  // namespace autochrome::infer
