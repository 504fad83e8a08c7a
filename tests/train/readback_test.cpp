// A host that waits for no value runs ahead of a graphics card and keeps it busy; one that reads
// one, or asks for a shape that depends on values, waits for all that it has asked for before.
#include <mutex>
#include <set>
#include <string>
#include <string_view>

#include <ATen/record_function.h>
#include <gtest/gtest.h>

#include "nets/registry.h"
#include "tests/temporary_folder.h"
#include "tests/train/drawn_dataset.h"
#include "train/assembly.h"
#include "train/augment.h"
#include "train/tally.h"

namespace autochrome::train {
namespace {

/// libtorch's ops that were called while this object lived, on whatever thread, and that on a card
/// wait for values. One object at a time.
class Readbacks {
 public:
  Readbacks()
      : callback_(at::addGlobalCallback(
            at::RecordFunctionCallback(&note).scopes({at::RecordScope::FUNCTION}))) {
    met_.clear();
  }

  Readbacks(const Readbacks&) = delete;
  Readbacks& operator=(const Readbacks&) = delete;

  ~Readbacks() { at::removeCallback(callback_); }

  [[nodiscard]] std::set<std::string> names() const {
    const std::lock_guard lock(mutex_);
    return met_;
  }

 private:
  static std::unique_ptr<at::ObserverContext> note(const at::RecordFunction& op) {
    static const std::set<std::string> kWaiting = {
        "aten::_local_scalar_dense",
        "aten::_unique2",
        "aten::bincount",
        "aten::equal",
        "aten::histc",
        "aten::is_nonzero",
        "aten::masked_select",
        "aten::nonzero",
        "aten::repeat_interleave",
        "aten::unique_consecutive",
        "aten::unique_dim",
        "aten::allclose",
    };
    if (const std::string name = op.name(); kWaiting.contains(name)) {
      const std::lock_guard lock(mutex_);
      met_.insert(name);
    }
    return nullptr;
  }

  // The callback can carry no state of its own.
  inline static std::mutex mutex_;
  inline static std::set<std::string> met_;
  at::CallbackHandle callback_;
};

using Names = std::set<std::string>;

TEST(Readbacks, AreSeen) {
  const Readbacks seen;
  const torch::Tensor x = torch::ones({3});
  EXPECT_EQ(seen.names(), Names{});
  EXPECT_EQ(x.sum().item<float>(), 3);
  EXPECT_EQ(seen.names(), Names{"aten::_local_scalar_dense"});
  EXPECT_EQ(x.index({x > 0}).numel(), 3);
  EXPECT_EQ(seen.names(), (Names{"aten::_local_scalar_dense", "aten::nonzero"}));
}

class Step : public ::testing::Test {
 protected:
  /// What a step of this training waits for, from the pictures' bytes to the tallied loss; of the
  /// second step, since the first makes what is kept.
  Names read_by_step(std::string_view net, const Json& config, const std::string& predict) {
    TrainJob job;
    job.net = net;
    job.net_config = config;
    job.convention.predict = predict;
    job.options = options_;
    job.data = {folder_ / "pictures"};
    const Datasets data = {std::make_shared<const dataset::Prepared>(job.data[0])};
    const Assembly assembly = assemble(job, data, as_on_a_card_, alone_);
    const Batch batch = shuffled_batches(data, dataset::Split::Train, 2, 1).at(0);
    Tally tally(as_on_a_card_.device);
    take_step(*assembly.method, batch, job.options, tally, 0);
    const Readbacks seen;
    take_step(*assembly.method, batch, job.options, tally, 1);
    return seen.names();
  }

  void take_step(Method& method,
                 const Batch& batch,
                 const TrainOptions& options,
                 Tally& tally,
                 std::int64_t step) const {
    Random random(1);
    const std::vector<Augmentation> draws = {draw(options, random), draw(options, random)};
    const Example example =
        method.example_of(augmented(pixels_of(batch, as_on_a_card_.device), draws),
                          labels_of(batch, as_on_a_card_.device));
    tally.add(method.step(example, {.learning_rate = 1e-3, .steps = step, .share = 0.5}), 2, step);
  }

  const autochrome::testing::TemporaryFolder folder_;
  const Ranks alone_{Place{}, torch::kCPU};
  const Execution as_on_a_card_{.precision = torch::kBFloat16, .channels_last = true};
  /// All that costs a step something.
  const TrainOptions options_{.clip = 1,
                              .average = 0.99F,
                              .rebalance = 0.5F,
                              .discriminator_width = 2,
                              .hue = 0.1F,
                              .contrast = 0.1F,
                              .flip = true,
                              .shift = 0.1F,
                              .zoom = 0.1F};
};

TEST_F(Step, OfAColorizerReadsNothingBack) {
  testing::write_drawn_dataset(folder_ / "pictures", 4, 64);
  for (const nets::Entry& entry : nets::registry()) {
    for (const char* predict : {"ab", "rgb"}) {
      EXPECT_EQ(read_by_step(entry.name, {{"width", 4}}, predict), Names{})
          << entry.name << ", " << predict;
    }
  }
}

TEST_F(Step, OfAClassifierReadsNothingBack) {
  testing::write_labelled_dataset(folder_ / "pictures", 4, 32);
  for (const nets::Entry& entry : nets::classifiers()) {
    EXPECT_EQ(read_by_step(entry.name, Json::object(), "class"), Names{}) << entry.name;
  }
}

}  // namespace
}  // namespace autochrome::train
