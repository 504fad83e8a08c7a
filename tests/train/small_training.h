// Trainings of a few small pictures, for the tests of the trainer.
#pragma once

#include <atomic>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "model/model_file.h"
#include "tests/message_of.h"
#include "tests/temporary_folder.h"
#include "tests/train/drawn_dataset.h"
#include "train/trainer.h"

namespace autochrome::train::testing {

/// A drawn data set and trainings of it that take a fraction of a second.
class SmallTraining : public ::testing::Test {
 protected:
  SmallTraining() { write_drawn_dataset(folder_ / "drawn", 40, 16); }

  [[nodiscard]] TrainJob job(const std::string& run) const {
    return {.net = "unet",
            .net_config = {{"width", 4}, {"depth", 2}},
            .convention = {.predict = "ab", .size = 16},
            .options = {.epochs = 2, .batch = 8, .hue = 0.05F, .flip = true, .threads = 1},
            .data = {folder_ / "drawn"},
            .run = folder_ / run,
            .start_from = {},
            .command = "test",
            .version = "0"};
  }

  [[nodiscard]] TrainJob pix2pix_job(const std::string& run) const {
    TrainJob adversarial = job(run);
    adversarial.net = "pix2pix";
    adversarial.options.discriminator_width = 2;
    return adversarial;
  }

  [[nodiscard]] std::vector<Json> metrics_of(const std::string& run) const {
    std::vector<Json> lines;
    std::istringstream text(read_file(folder_ / run / "metrics.jsonl"));
    for (std::string line; std::getline(text, line);) lines.push_back(Json::parse(line));
    return lines;
  }

  [[nodiscard]] Weights weights_of_run(const std::string& run) const {
    return *model::load(folder_ / run / "model.safetensors").network.weights;
  }

  const autochrome::testing::TemporaryFolder folder_;
  const std::atomic<bool> go_on_ = false;
};

inline void expect_same(const Weights& a, const Weights& b) {
  ASSERT_EQ(a.size(), b.size());
  for (const auto& [name, parameter] : a) EXPECT_EQ(parameter.values, b.at(name).values) << name;
}

/// What the training says that it cannot be done for; empty when it can.
inline std::string complaint_of(const TrainJob& job) {
  const std::atomic<bool> go_on = false;
  return autochrome::testing::message_of<Error>([&] { train(job, go_on); });
}

}  // namespace autochrome::train::testing
