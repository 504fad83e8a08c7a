#include "train/trainer.h"

#include <atomic>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/file.h"
#include "base/json_text.h"
#include "model/model_file.h"
#include "nets/registry.h"
#include "tests/train/drawn_dataset.h"
#include "tests/train/loopback.h"
#include "tests/train/small_training.h"
#include "train/run_folder.h"

namespace autochrome::train {
namespace {

using testing::complaint_of;
using testing::expect_same;

class Trainer : public testing::SmallTraining {};

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

TEST_F(Trainer, FolderInUseIsRefused) {
  const RunFolder held(folder_ / "run");
  EXPECT_NE(complaint_of(job("run")).find("in use"), std::string::npos);
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
