#include "train/trainer.h"

#include <atomic>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/file.h"
#include "base/json_text.h"
#include "model/model_file.h"
#include "nets/registry.h"
#include "tensor/safetensors.h"
#include "tests/message_of.h"
#include "tests/temporary_folder.h"
#include "tests/train/drawn_dataset.h"
#include "tests/train/loopback.h"
#include "train/checkpoint.h"
#include "train/run_folder.h"

namespace autochrome::train {
namespace {

class Trainer : public ::testing::Test {
 protected:
  Trainer() { testing::write_drawn_dataset(folder_ / "drawn", 40, 16); }

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

void expect_same(const Weights& a, const Weights& b) {
  ASSERT_EQ(a.size(), b.size());
  for (const auto& [name, parameter] : a) EXPECT_EQ(parameter.values, b.at(name).values) << name;
}

std::string complaint_of(const TrainJob& job) {
  const std::atomic<bool> go_on = false;
  return autochrome::testing::message_of<Error>([&] { train(job, go_on); });
}

/// Multiplies the weights in a checkpoint by `factor`.
void scale_weights(const std::filesystem::path& path, float factor) {
  Checkpoint checkpoint =
      load_checkpoint(path, SafetensorsFile(path).metadata().at("graph_sha256"));
  for (auto& [name, learner] : checkpoint.learners) {
    for (auto& [parameter, value] : learner.weights) value.mul_(factor);
  }
  save(checkpoint, path);
}

TEST_F(Trainer, LearnsColorsThatFollowFromLightness) {
  TrainJob long_job = job("run");
  long_job.options.epochs = 50;
  long_job.options.hue = 0;
  EXPECT_EQ(train(long_job, go_on_), Outcome::Finished);
  const auto metrics = metrics_of("run");
  ASSERT_EQ(metrics.size(), 50U);
  EXPECT_LT(metrics.back()["validation_ab_mse"].get<double>(),
            0.2 * metrics.back()["gray_ab_mse"].get<double>());
  EXPECT_LT(metrics.back()["train_loss"], metrics.front()["train_loss"]);
  const model::TrainedModel model = model::load(folder_ / "run" / "model.safetensors");
  EXPECT_EQ(model.network.config["outputs"], 2);
  EXPECT_EQ(model.provenance["command"], "test");
  EXPECT_EQ(model.provenance["training"]["data"][0]["source"], "drawn");
}

TEST_F(Trainer, PredictsRgbAsTheStudyDoes) {
  TrainJob rgb = job("run");
  rgb.convention.predict = "rgb";
  EXPECT_EQ(train(rgb, go_on_), Outcome::Finished);
  EXPECT_EQ(model::load(folder_ / "run" / "model.safetensors").network.config["outputs"], 3);
}

TEST_F(Trainer, Pix2pixLearnsAgainstItsDiscriminator) {
  for (const char* loss : {"mse", "bce"}) {
    TrainJob adversarial = pix2pix_job(loss);
    adversarial.options.adversarial = loss;
    EXPECT_EQ(train(adversarial, go_on_), Outcome::Finished);
    const auto metrics = metrics_of(loss);
    ASSERT_EQ(metrics.size(), 2U);
    for (const char* name : {"train_loss", "train_adversarial_loss", "train_reconstruction_loss",
                             "train_discriminator_loss", "train_real_score", "train_fake_score"}) {
      EXPECT_TRUE(metrics[1].contains(name)) << name;
    }
    EXPECT_EQ(model::load(folder_ / loss / "model.safetensors").provenance["metrics"]["epoch"], 2);
  }
}

TEST_F(Trainer, ResumedPix2pixEndsWhereAnUninterruptedOneDoes) {
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

TEST_F(Trainer, EveryNetworkOfTheStudyTrains) {
  for (const nets::Entry& entry : nets::registry()) {
    const std::string name(entry.name);
    TrainJob any = job(name);
    any.net = name;
    any.net_config = {{"width", 2}};
    if (entry.defaults().contains("depth")) any.net_config["depth"] = 2;
    any.options.epochs = 1;
    any.options.discriminator_width = 2;
    EXPECT_EQ(train(any, go_on_), Outcome::Finished) << name;
    EXPECT_EQ(model::load(folder_ / name / "model.safetensors").network.net, name);
  }
}

TEST_F(Trainer, TwoRanksWithHalfTheBatchGiveTheLossesOfOne) {
  TrainJob alone = job("alone");
  alone.options.epochs = 7;  // of three steps
  train(alone, go_on_);
  TrainJob shared = alone;
  shared.run = folder_ / "shared";
  shared.options.batch = alone.options.batch / 2;
  shared.options.sync_batch_norm = true;
  const std::uint16_t port = autochrome::testing::free_port();
  const auto complaints = autochrome::testing::at_places(
      {autochrome::testing::place_of(0, 2, port), autochrome::testing::place_of(1, 2, port)},
      [&](const Place& place) {
        TrainJob part = shared;
        part.place = place;
        EXPECT_EQ(train(part, go_on_), Outcome::Finished);
      });
  for (const std::string& complaint : complaints) EXPECT_EQ(complaint, "");
  const auto wanted = metrics_of("alone");
  const auto got = metrics_of("shared");
  ASSERT_EQ(got.size(), 7U);
  for (std::size_t i = 0; i < got.size(); ++i) {
    EXPECT_NEAR(got[i]["train_loss"], wanted[i]["train_loss"], 1e-4) << i;
    EXPECT_NEAR(got[i]["validation_loss"], wanted[i]["validation_loss"], 1e-3) << i;
    EXPECT_EQ(got[i]["steps"], wanted[i]["steps"]);
  }
}

TEST_F(Trainer, OneRanksWishStopsAll) {
  const std::atomic<bool> stop_at_once = true;
  const std::uint16_t port = autochrome::testing::free_port();
  const auto complaints = autochrome::testing::at_places(
      {autochrome::testing::place_of(0, 2, port), autochrome::testing::place_of(1, 2, port)},
      [&](const Place& place) {
        TrainJob part = job("shared");
        part.place = place;
        EXPECT_EQ(train(part, place.rank == 1 ? stop_at_once : go_on_), Outcome::Stopped);
      });
  for (const std::string& complaint : complaints) EXPECT_EQ(complaint, "");
  EXPECT_TRUE(std::filesystem::exists(folder_ / "shared" / "checkpoint.safetensors"));
}

TEST_F(Trainer, LeavesRecordsForPeople) {
  train(job("run"), go_on_);
  const std::string report = read_file(folder_ / "run" / "report.html");
  EXPECT_NE(report.find("unet"), std::string::npos);
  EXPECT_EQ(report.find("http-equiv=\"refresh\""), std::string::npos);  // it has ended
  for (const char* name : {"epoch-0001.png", "epoch-0002.png"}) {
    EXPECT_EQ(read_file(folder_ / "run" / "samples" / name).substr(1, 3), "PNG");
  }
  EXPECT_FALSE(std::filesystem::is_empty(folder_ / "run" / "events"));
}

TEST_F(Trainer, SameSeedGivesTheSameWeights) {
  train(job("one"), go_on_);
  train(job("two"), go_on_);
  expect_same(weights_of_run("one"), weights_of_run("two"));
  TrainJob other = job("three");
  other.options.seed = 2;
  train(other, go_on_);
  EXPECT_NE(weights_of_run("one").at("color.weight").values,
            weights_of_run("three").at("color.weight").values);
}

TEST_F(Trainer, ResumedRunEndsWhereAnUninterruptedOneDoes) {
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

TEST_F(Trainer, ResumeMayTrainLonger) {
  train(job("run"), go_on_);
  TrainJob longer = job("run");
  longer.resume = true;
  longer.options.epochs = 4;
  train(longer, go_on_);
  EXPECT_EQ(metrics_of("run").size(), 4U);
}

TEST_F(Trainer, ResumeOfAnotherTrainingIsRefused) {
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

TEST_F(Trainer, DamagedCheckpointIsNamed) {
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

TEST_F(Trainer, WhatAKilledTrainingLeftIsRemoved) {
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

TEST_F(Trainer, CheckpointWithoutItsConfigIsNotTakenForAnother) {
  train(job("run"), go_on_);
  std::filesystem::remove(folder_ / "run" / "config.json");
  TrainJob again = job("run");
  EXPECT_NE(complaint_of(again).find("already holds a training"), std::string::npos);
  again.resume = true;
  EXPECT_NE(complaint_of(again).find("config.json"), std::string::npos);
}

TEST_F(Trainer, FolderInUseIsRefused) {
  const RunFolder held(folder_ / "run");
  EXPECT_NE(complaint_of(job("run")).find("in use"), std::string::npos);
}

TEST_F(Trainer, ExplodingLossNamesTheStepAndKeepsTheCheckpoint) {
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

TEST_F(Trainer, WeightsThatExplodedAreNotKept) {
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

TEST_F(Trainer, NetworksOfManyLayersAndStrangeCommandsAreSaved) {
  TrainJob deep = job("run");
  deep.net = "resnet";
  deep.net_config = {{"width", 2}, {"residual_layers", 150}};
  deep.options.epochs = 1;
  deep.command = "autochrome train --data caf\xe9.data";
  EXPECT_EQ(train(deep, go_on_), Outcome::Finished);
  const auto command = model::load(folder_ / "run" / "model.safetensors").provenance["command"];
  EXPECT_EQ(command, "autochrome train --data caf\xef\xbf\xbd.data");
}

TEST_F(Trainer, ProvenanceOfAncestorsDoesNotGrowForEver) {
  std::size_t length = 0;
  TrainJob next = job("0");
  next.options.epochs = 1;
  for (int i = 0; i < 13; ++i) {
    next.run = folder_ / std::to_string(i);
    train(next, go_on_);
    next.start_from = next.run / "model.safetensors";
    const std::size_t before =
        std::exchange(length, json_text(model::load(next.start_from).provenance).size());
    if (i <= 10) continue;
    EXPECT_LT(length, before + 100);
  }
}

TEST_F(Trainer, SamplesComeFromTheFirstFileThatHasSome) {
  testing::write_drawn_dataset(folder_ / "single", 1, 16);
  TrainJob two_files = job("run");
  two_files.data.insert(two_files.data.begin(), folder_ / "single");
  EXPECT_EQ(train(two_files, go_on_), Outcome::Finished);
  EXPECT_TRUE(std::filesystem::exists(folder_ / "run" / "samples" / "epoch-0002.png"));
}

TEST_F(Trainer, StartsFromAModelOfTheSameShapeOnly) {
  train(job("run"), go_on_);
  TrainJob next = job("next");
  next.start_from = folder_ / "run" / "model.safetensors";
  EXPECT_EQ(train(next, go_on_), Outcome::Finished);
  const Json record = model::load(folder_ / "next" / "model.safetensors").provenance;
  EXPECT_EQ(record["training"]["start_from"]["provenance"]["command"], "test");
  next = job("other");
  next.start_from = folder_ / "run" / "model.safetensors";
  next.net_config["width"] = 8;
  const std::string complaint = complaint_of(next);
  EXPECT_NE(complaint.find(R"(it is unet {"width":4,"depth":2,"outputs":2}; wanted)"),
            std::string::npos)
      << complaint;
}

TEST_F(Trainer, UnusableRequestsAreRefusedWithAReason) {
  TrainJob bad = job("run");
  bad.options.epochs = 0;
  EXPECT_NE(complaint_of(bad).find("epochs"), std::string::npos);
  bad = job("run");
  bad.net = "vnet";
  EXPECT_NE(complaint_of(bad).find("unet"), std::string::npos);
  bad = job("run");
  bad.net_config["depth"] = 6;
  EXPECT_NE(complaint_of(bad).find("multiple of 64"), std::string::npos);
  bad = job("run");
  bad.data = {};
  EXPECT_NE(complaint_of(bad).find("no data"), std::string::npos);
  testing::write_drawn_dataset(folder_ / "single", 1, 16);
  bad.data = {folder_ / "single"};
  EXPECT_NE(complaint_of(bad).find("validation split is empty"), std::string::npos);
}

TEST_F(Trainer, TwoPicturesAreEnoughForABatchThatIsNoLargerThanTheirSplit) {
  testing::write_drawn_dataset(folder_ / "two", 2, 16);
  TrainJob tiny = job("run");
  tiny.data = {folder_ / "two"};
  tiny.options.batch = 2;
  EXPECT_NE(complaint_of(tiny).find("'--batch 1' fits"), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(tiny.run)) << "nothing is left of what was refused";
  tiny.options.batch = 1;
  EXPECT_EQ(train(tiny, go_on_), Outcome::Finished);
}

TEST_F(Trainer, FilesOfOthersInTheFolderAreNotReplaced) {
  std::filesystem::create_directory(folder_ / "run");
  write_file(folder_ / "run" / "model.safetensors", "mine");
  EXPECT_NE(complaint_of(job("run")).find("model.safetensors' exists already"), std::string::npos);
  EXPECT_EQ(read_file(folder_ / "run" / "model.safetensors"), "mine");
  TrainJob nowhere = job("run");
  nowhere.run.clear();
  EXPECT_NE(complaint_of(nowhere).find("no name"), std::string::npos);
}

TEST_F(Trainer, ResumeIsRefusedForWhatItCannotGoOnFrom) {
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

TEST_F(Trainer, RanksThatWereToldDifferentThingsSaySo) {
  const std::uint16_t port = autochrome::testing::free_port();
  const auto complaints = autochrome::testing::at_places(
      {autochrome::testing::place_of(0, 2, port), autochrome::testing::place_of(1, 2, port)},
      [&](const Place& place) {
        TrainJob part = job("shared");
        part.place = place;
        part.options.threads = place.rank + 1;  // may differ
        if (place.rank == 1) part.net_config["width"] = 8;
        train(part, go_on_);
      });
  for (const std::string& complaint : complaints) {
    EXPECT_NE(complaint.find("rank 1 was told of another training"), std::string::npos)
        << complaint;
  }
  EXPECT_FALSE(std::filesystem::exists(folder_ / "shared"));
}

TEST_F(Trainer, TrainsAClassifierThatTellsItsClasses) {
  testing::write_labelled_dataset(folder_ / "labelled", 60, 16);
  TrainJob classifier = job("classifier");
  classifier.net = "flower-classifier";
  classifier.net_config = {{"width", 4}};
  classifier.data = {folder_ / "labelled"};
  classifier.options.epochs = 6;
  classifier.options.hue = 0;
  EXPECT_EQ(train(classifier, go_on_), Outcome::Finished);
  const model::TrainedModel model =
      model::load_classifier(folder_ / "classifier" / "model.safetensors");
  EXPECT_EQ(model.classes, (std::vector<std::string>{"warm", "cold"}));
  EXPECT_EQ(model.convention.size, 16);
  EXPECT_EQ(model.network.config["classes"], 2);
  const std::vector<Json> lines = metrics_of("classifier");
  ASSERT_EQ(lines.size(), 6U);
  EXPECT_GT(lines.back()["validation_accuracy"].get<double>(), 0.9);
  EXPECT_TRUE(std::filesystem::is_empty(folder_ / "classifier" / "samples"));
}

TEST_F(Trainer, AClassifierWantsClasses) {
  TrainJob classifier = job("classifier");
  classifier.net = "flower-classifier";
  classifier.net_config = Json::object();
  EXPECT_NE(complaint_of(classifier).find("has 0 classes"), std::string::npos);
  TrainJob colorizer = job("run");
  colorizer.convention.predict = "class";
  EXPECT_NE(complaint_of(colorizer).find("cannot predict a class"), std::string::npos);
}

}  // namespace
}  // namespace autochrome::train
