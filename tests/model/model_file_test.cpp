#include "model/model_file.h"

#include <atomic>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>
#include <thread>
#include <utility>

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/file.h"
#include "nets/registry.h"
#include "tests/message_of.h"
#include "tests/temporary_folder.h"

namespace autochrome::model {
namespace {

using testing::TemporaryFolder;

TrainedModel small_model() {
  const Json config = {{"width", 4}, {"depth", 2}, {"outputs", 2}};
  graph::Graph graph = nets::build("unet", config);
  auto weights = std::make_shared<const Weights>(initial_weights(graph, 5));
  return {.network = {"unet", config, std::move(graph), std::move(weights)},
          .convention = {.predict = "ab", .size = 64},
          .provenance = {{"data", "drawn"}},
          .hash = {}};
}

TrainedModel with_value(TrainedModel model, const std::string& name, float value) {
  Weights weights = *model.network.weights;
  Parameter parameter = weights.at(name);
  parameter.values.back() = value;
  weights.set(name, std::move(parameter));
  model.network.weights = std::make_shared<const Weights>(std::move(weights));
  return model;
}

TrainedModel small_classifier() {
  const Json config = {{"width", 2}, {"classes", 3}};
  graph::Graph graph = nets::build("flower-classifier", config);
  auto weights = std::make_shared<const Weights>(initial_weights(graph, 5));
  return {.network = {"flower-classifier", config, std::move(graph), std::move(weights)},
          .convention = {.predict = "class", .size = 16},
          .classes = {"rose", "tulip", "\"daisy\""},
          .provenance = Json::object(),
          .hash = {}};
}

std::string complaint_about(const std::filesystem::path& path) {
  return testing::message_of<ModelError>([&] { return load(path); });
}

void replace(std::string& bytes, const std::string& from, const std::string& to) {
  ASSERT_EQ(from.size(), to.size());
  const std::size_t at = bytes.find(from);
  ASSERT_NE(at, std::string::npos) << from;
  bytes.replace(at, from.size(), to);
}

TEST(ModelFile, ClassifiersKeepTheirClassesAndAreNoColorizers) {
  const TemporaryFolder folder;
  save(small_classifier(), folder / "c.safetensors");
  EXPECT_EQ(load_classifier(folder / "c.safetensors").classes, small_classifier().classes);
  EXPECT_EQ(load_any(folder / "c.safetensors").network.net, "flower-classifier");
  EXPECT_NE(complaint_about(folder / "c.safetensors").find("it does not colorize"),
            std::string::npos);
  save(small_model(), folder / "m.safetensors");
  EXPECT_THROW(static_cast<void>(load_classifier(folder / "m.safetensors")), ModelError);
  EXPECT_TRUE(load(folder / "m.safetensors").classes.empty());
}

TEST(ModelFile, ClassesThatDoNotFitAreRefused) {
  const TemporaryFolder folder;
  TrainedModel model = small_classifier();
  model.classes.pop_back();
  save(model, folder / "c.safetensors");
  EXPECT_NE(complaint_about(folder / "c.safetensors").find("names 2 classes and tells 3 apart"),
            std::string::npos);
  model = small_classifier();
  model.convention.predict = "rgb";
  save(model, folder / "c.safetensors");
  EXPECT_NE(complaint_about(folder / "c.safetensors").find("to predict 'rgb'"), std::string::npos);
}

TEST(ModelFile, Float32GoesThroughUnchanged) {
  const TemporaryFolder folder;
  const TrainedModel model = small_model();
  save(model, folder / "m.safetensors", Dtype::F32);
  const TrainedModel read = load(folder / "m.safetensors");
  EXPECT_EQ(read.network.net, "unet");
  EXPECT_EQ(to_text(read.network.graph), to_text(model.network.graph));
  EXPECT_EQ(read.convention.size, 64);
  EXPECT_EQ(read.provenance, model.provenance);
  EXPECT_EQ(read.hash.size(), 64U);
  for (const auto& [name, parameter] : *model.network.weights) {
    EXPECT_EQ(read.network.weights->at(name).values, parameter.values) << name;
  }
}

TEST(ModelFile, Float16IsHalfTheSizeAndClose) {
  const TemporaryFolder folder;
  const TrainedModel model = small_model();
  save(model, folder / "full", Dtype::F32);
  save(model, folder / "half", Dtype::F16);
  const auto bytes_in = [&folder](const char* name) {
    std::size_t bytes = 0;
    const SafetensorsFile file(folder / name);
    for (const auto& tensor : file.tensors()) {
      bytes += tensor.second.bytes.size();
    }
    return bytes;
  };
  EXPECT_EQ(2 * bytes_in("half"), bytes_in("full"));
  const TrainedModel read = load(folder / "half");
  for (const auto& [name, parameter] : *model.network.weights) {
    const auto& values = read.network.weights->at(name).values;
    for (std::size_t i = 0; i < values.size(); ++i) {
      ASSERT_NEAR(values[i], parameter.values[i], std::abs(parameter.values[i]) / 1024) << name;
    }
  }
}

TEST(ModelFile, ValuesThatAreNotFiniteAreRefusedOnBothWays) {
  const TemporaryFolder folder;
  const float nan = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THROW(save(with_value(small_model(), "first.bias", nan), folder / "m"), ModelError);
  EXPECT_THROW(save(with_value(small_model(), "first.bias", 1e6F), folder / "m"), ModelError);
  EXPECT_FALSE(std::filesystem::exists(folder / "m"));

  save(with_value(small_model(), "first.bias", 12345), folder / "m", Dtype::F32);
  std::string bytes = read_file(folder / "m");
  const auto as_bytes = [](float value) {
    return std::string(reinterpret_cast<const char*>(&value), sizeof(value));
  };
  replace(bytes, as_bytes(12345), as_bytes(nan));
  write_file(folder / "m", bytes);
  EXPECT_NE(complaint_about(folder / "m").find("first.bias"), std::string::npos);
}

TEST(ModelFile, ChangedDefinitionIsRefusedByName) {
  const TemporaryFolder folder;
  save(small_model(), folder / "m");
  std::string bytes = read_file(folder / "m");
  const std::string hash = graph_hash(small_model().network.graph);
  replace(bytes, hash, std::string(64, '0'));
  write_file(folder / "m", bytes);
  EXPECT_NE(complaint_about(folder / "m").find("graph_sha256"), std::string::npos);
}

TEST(ModelFile, WeightsOfOtherShapesAreRefused) {
  const TemporaryFolder folder;
  save(small_model(), folder / "m");
  std::string bytes = read_file(folder / "m");
  replace(bytes, R"("color.bias":{"dtype":"F16","shape":[2])",
          R"("color.bias":{"dtype":"U8" ,"shape":[4])");
  write_file(folder / "m", bytes);
  EXPECT_NE(complaint_about(folder / "m").find("color.bias"), std::string::npos);
}

TEST(ModelFile, NewerVersionAndOtherFilesAreRefused) {
  const TemporaryFolder folder;
  save(small_model(), folder / "m");
  std::string bytes = read_file(folder / "m");
  replace(bytes, R"("version":"1")", R"("version":"9")");
  write_file(folder / "m", bytes);
  EXPECT_NE(complaint_about(folder / "m").find("version is '9'"), std::string::npos);
  write_file(folder / "text", "no model at all, only text");
  EXPECT_NE(complaint_about(folder / "text"), "");
  write_file(folder / "empty", "");
  EXPECT_NE(complaint_about(folder / "empty"), "");
  EXPECT_THROW(static_cast<void>(load(folder / "missing")), IoError);
}

TEST(ModelFile, ProvenanceThatNestsWithoutEndIsRefused) {
  const TemporaryFolder folder;
  TrainedModel model = small_model();
  model.provenance = Json::object();
  for (int i = 0; i < 1000; ++i) model.provenance = {{"a", std::move(model.provenance)}};
  save(model, folder / "m");
  EXPECT_NE(complaint_about(folder / "m").find("'provenance' is not a JSON object"),
            std::string::npos);
}

TEST(ModelFile, TruncationIsNoticed) {
  const TemporaryFolder folder;
  save(small_model(), folder / "m");
  const std::string bytes = read_file(folder / "m");
  for (const double share : {0.0, 0.001, 0.3, 0.9, 0.999}) {
    const auto length = static_cast<std::size_t>(share * static_cast<double>(bytes.size()));
    write_file(folder / "cut", bytes.substr(0, length));
    EXPECT_NE(complaint_about(folder / "cut"), "") << length;
  }
}

TEST(Convention, OutputAndAbAreInverse) {
  for (const float ab : {-110.0F, -3.5F, 0.0F, 42.0F, 110.0F}) {
    EXPECT_NEAR(ab_of_output(output_of_ab(ab)), ab, 1e-4);
  }
  EXPECT_EQ(ab_of_output(0.5F), 0);
}

/// Overwrites, shrinks and restores a file in place for as long as the object lives.
class Meddler {
 public:
  Meddler(std::filesystem::path path, std::string bytes)
      : path_(std::move(path)), bytes_(std::move(bytes)), thread_([this] {
          for (int round = 0; !done_; ++round) write(round);
        }) {}

  ~Meddler() {
    done_ = true;
    thread_.join();
  }

  Meddler(const Meddler&) = delete;
  Meddler& operator=(const Meddler&) = delete;

 private:
  void write(int round) const {
    std::filesystem::resize_file(path_, bytes_.size() / static_cast<std::size_t>(2 + round % 3));
    std::ofstream file(path_, std::ios::binary | std::ios::in);
    file << bytes_ << std::flush;
  }

  std::filesystem::path path_;
  std::string bytes_;
  std::atomic<bool> done_ = false;
  std::thread thread_;
};

TEST(ModelFile, IsWholeOrRefusedWhileSomebodyWritesToIt) {
  const TemporaryFolder folder;
  const auto path = folder / "model";
  save(small_model(), path);
  const std::string hash = load(path).hash;
  int refused = 0;
  {
    const Meddler meddler(path, read_file(path));
    for (int i = 0; i < 1000; ++i) {
      try {
        EXPECT_EQ(load(path).hash, hash) << "half of one and half of another";
      } catch (const ModelError&) {
        ++refused;
      } catch (const IoError& error) {
        EXPECT_NE(std::string(error.what()).find("changed while it was read"), std::string::npos)
            << error.what();
        ++refused;
      }
    }
  }
  EXPECT_GT(refused, 0) << "the file was never seen changing";
}

TEST(ModelFile, KeepsHalvesAsTheyAreStored) {
  const TemporaryFolder folder;
  save(small_model(), folder / "half");
  save(small_model(), folder / "float", Dtype::F32);
  const TrainedModel half = load(folder / "half");
  save(half, folder / "again");
  EXPECT_EQ(read_file(folder / "again"), read_file(folder / "half"));
  EXPECT_NE(read_file(folder / "float"), read_file(folder / "half"));
}

}  // namespace
}  // namespace autochrome::model
