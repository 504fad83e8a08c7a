// Trainings that end before their time, by a wish, a kill or an explosion, and go on.
#include <atomic>
#include <limits>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "base/file.h"
#include "model/model_file.h"
#include "tensor/safetensors.h"
#include "tests/train/small_training.h"
#include "train/checkpoint.h"
#include "train/trainer.h"

namespace autochrome::train {
namespace {

using testing::complaint_of;
using testing::expect_same;

class Resume : public testing::SmallTraining {};

/// Multiplies the weights in a checkpoint by `factor`.
void scale_weights(const std::filesystem::path& path, float factor) {
  Checkpoint checkpoint =
      load_checkpoint(path, SafetensorsFile(path).metadata().at("graph_sha256"));
  for (auto& [name, learner] : checkpoint.learners) {
    for (auto& [parameter, value] : learner.weights) value.mul_(factor);
  }
  save(checkpoint, path);
}

TEST_F(Resume, Pix2pixEndsWhereAnUninterruptedOneDoes) {
  TrainJob whole = pix2pix_job("whole");
  whole.options.average = 0.9F;
  train(whole, go_on_);
  TrainJob parts = whole;
  parts.run = folder_ / "parts";
  const std::atomic<bool> stop_at_once = true;
  EXPECT_EQ(train(parts, stop_at_once), Outcome::Stopped);
  parts.resume = true;
  EXPECT_EQ(train(parts, stop_at_once), Outcome::Stopped);
  EXPECT_EQ(train(parts, go_on_), Outcome::Finished);
  expect_same(weights_of_run("whole"), weights_of_run("parts"));
}

TEST_F(Resume, EndsWhereAnUninterruptedRunDoes) {
  for (const float average : {0.0F, 0.9F}) {
    TrainJob whole = job("whole" + std::to_string(average));
    whole.options.epochs = 3;
    whole.options.average = average;
    whole.options.rebalance = 0.5F;
    train(whole, go_on_);

    TrainJob parts = whole;
    parts.run = folder_ / ("parts" + std::to_string(average));
    const std::atomic<bool> stop_at_once = true;
    EXPECT_EQ(train(parts, stop_at_once), Outcome::Stopped);  // one step, in mid-epoch
    parts.resume = true;
    for (int i = 0; i < 4; ++i) EXPECT_EQ(train(parts, stop_at_once), Outcome::Stopped);
    EXPECT_EQ(train(parts, go_on_), Outcome::Finished);
    EXPECT_EQ(metrics_of("parts" + std::to_string(average)).size(), 3U);
    expect_same(weights_of_run(whole.run.filename()), weights_of_run(parts.run.filename()));
  }
}

TEST_F(Resume, MayTrainLonger) {
  train(job("run"), go_on_);
  TrainJob longer = job("run");
  longer.resume = true;
  longer.options.epochs = 4;
  train(longer, go_on_);
  EXPECT_EQ(metrics_of("run").size(), 4U);
}

TEST_F(Resume, OfAnotherTrainingIsRefused) {
  train(job("run"), go_on_);
  TrainJob other = job("run");
  EXPECT_NE(complaint_of(other).find("already holds a training"), std::string::npos);
  other.resume = true;
  other.options.learning_rate = 0.5F;
  EXPECT_NE(complaint_of(other).find("'options/learning-rate' in"), std::string::npos);
  EXPECT_NE(complaint_of(other).find("was 0.001, now it is 0.5"), std::string::npos);
  other = job("run");
  other.resume = true;
  other.net_config["width"] = 8;
  EXPECT_NE(complaint_of(other), "");
  other = job("run");
  other.resume = true;
  other.start_from = folder_ / "run" / "model.safetensors";
  EXPECT_NE(complaint_of(other).find("'start_from'"), std::string::npos);
  other.resume = false;
  other.run = folder_ / "child";
  train(other, go_on_);
  other.resume = true;
  other.start_from.clear();
  EXPECT_NE(complaint_of(other).find("'start_from'"), std::string::npos);
  other = job("nothing");
  other.resume = true;
  EXPECT_NE(complaint_of(other).find("no training to resume"), std::string::npos);
}

TEST_F(Resume, DamagedCheckpointIsNamed) {
  train(job("run"), go_on_);
  const auto path = folder_ / "run" / "checkpoint.safetensors";
  const std::string whole = read_file(path);
  TrainJob again = job("run");
  again.resume = true;
  again.options.epochs = 3;
  for (const std::size_t length : {std::size_t{0}, std::size_t{100}, whole.size() - 1}) {
    write_file(path, whole.substr(0, length));
    EXPECT_NE(complaint_of(again).find("checkpoint.safetensors"), std::string::npos) << length;
  }
}

TEST_F(Resume, WhatAKilledTrainingLeftIsRemoved) {
  train(job("run"), go_on_);
  write_file(folder_ / "run" / ".checkpoint.safetensors.0123abcd.tmp", "half");
  write_file(folder_ / "run" / "samples" / ".epoch-0001.png.0123abcd.tmp", "half");
  write_file(folder_ / "run" / "notes.tmp", "mine");
  TrainJob longer = job("run");
  longer.resume = true;
  longer.options.epochs = 3;
  train(longer, go_on_);
  for (const char* folder : {"", "samples"}) {
    for (const auto& entry : std::filesystem::directory_iterator(folder_ / "run" / folder)) {
      EXPECT_EQ(entry.path().string().find("0123abcd"), std::string::npos) << entry.path();
    }
  }
  EXPECT_EQ(read_file(folder_ / "run" / "notes.tmp"), "mine");
}

TEST_F(Resume, CheckpointWithoutItsConfigIsNotTakenForAnother) {
  train(job("run"), go_on_);
  std::filesystem::remove(folder_ / "run" / "config.json");
  TrainJob again = job("run");
  EXPECT_NE(complaint_of(again).find("already holds a training"), std::string::npos);
  again.resume = true;
  EXPECT_NE(complaint_of(again).find("config.json"), std::string::npos);
}

TEST_F(Resume, ExplodingLossNamesTheStepAndKeepsTheCheckpoint) {
  TrainJob wild = job("run");
  train(wild, go_on_);
  const std::string kept = read_file(folder_ / "run" / "checkpoint.safetensors");
  // A learning rate cannot be changed on resume, so the weights start from ones that overflow.
  model::TrainedModel huge = model::load(folder_ / "run" / "model.safetensors");
  Weights weights = *huge.network.weights;
  Parameter first = weights.at("first.weight");
  for (float& value : first.values) value = std::numeric_limits<float>::max();
  weights.set("first.weight", std::move(first));
  huge.network.weights = std::make_shared<const Weights>(std::move(weights));
  model::save(huge, folder_ / "huge", Dtype::F32);
  TrainJob exploding = job("exploding");
  exploding.start_from = folder_ / "huge";
  const std::string complaint = complaint_of(exploding);
  EXPECT_NE(complaint.find("step 1 of epoch 1"), std::string::npos) << complaint;
  EXPECT_NE(complaint.find("no checkpoint yet"), std::string::npos) << complaint;
  EXPECT_EQ(read_file(folder_ / "run" / "checkpoint.safetensors"), kept);
}

TEST_F(Resume, WeightsThatExplodedAreNotKept) {
  train(job("run"), go_on_);
  const auto path = folder_ / "run" / "checkpoint.safetensors";
  scale_weights(path, 1e30F);
  const std::string kept = read_file(path);
  TrainJob again = job("run");
  again.resume = true;
  again.options.epochs = 3;
  const std::string complaint = complaint_of(again);
  EXPECT_NE(complaint.find("of epoch 3"), std::string::npos) << complaint;
  EXPECT_NE(complaint.find("last good checkpoint is '" + path.string()), std::string::npos)
      << complaint;
  EXPECT_EQ(read_file(path), kept);
  const std::string report = read_file(folder_ / "run" / "report.html");
  EXPECT_EQ(report.find("http-equiv=\"refresh\""), std::string::npos) << "it has ended";
}

TEST_F(Resume, IsRefusedForWhatItCannotGoOnFrom) {
  train(job("run"), go_on_);
  TrainJob again = job("run");
  again.resume = true;
  again.options.epochs = 1;
  EXPECT_NE(complaint_of(again).find("has 2 epochs already"), std::string::npos);
  again.options.epochs = 3;
  std::filesystem::remove(folder_ / "run" / "checkpoint.safetensors");
  EXPECT_NE(complaint_of(again).find("checkpoint.safetensors' is missing"), std::string::npos);
  write_file(folder_ / "run" / "config.json", "{");
  EXPECT_NE(complaint_of(again).find("is damaged"), std::string::npos);
}

}  // namespace
}  // namespace autochrome::train
