#include "train/classification.h"

#include <gtest/gtest.h>

#include "graph/builder.h"

namespace autochrome::train {
namespace {

using torch::Tensor;

/// The mean colour of a picture as three logits.
std::unique_ptr<Learner> color_reader(const Ranks& ranks) {
  graph::GraphBuilder net;
  const auto mean = net.global_average_pool(net.input("picture", 3));
  graph::Graph graph =
      std::move(net).finish({{"classes", net.conv("classes", mean, 3, {.kernel = 1})}});
  return std::make_unique<Learner>(graph, initial_weights(graph, 1), Execution{}, TrainOptions{},
                                   /*average=*/0, ranks);
}

/// Red, green and blue pictures, labelled 0, 1, 2.
Tensor primaries() { return torch::eye(3).reshape({3, 3, 1, 1}).expand({3, 3, 4, 4}).contiguous(); }

class Classifying : public ::testing::Test {
 protected:
  const Ranks ranks_{Place{}, torch::kCPU};
  Classification method_{color_reader(ranks_)};
  const Tensor labels_ = torch::arange(3);
};

TEST_F(Classifying, TakesPicturesAndLabelsAsTheyAre) {
  const Example example = method_.example_of(primaries(), labels_);
  EXPECT_TRUE(example.input.equal(primaries()));
  EXPECT_TRUE(example.target.equal(labels_));
}

TEST_F(Classifying, LosesAsLibtorchDoesAgainstSmoothedLabels) {
  const Example example = method_.example_of(primaries(), labels_);
  const Tensor logits = method_.kept().network().forward(example.input, false).flatten(1);
  const auto smoothed = torch::nn::functional::CrossEntropyFuncOptions().label_smoothing(0.1);
  const Tensor wanted = torch::nn::functional::cross_entropy(logits, labels_, smoothed);
  const Figures figures = method_.step(example, {.learning_rate = 0.1});
  EXPECT_NEAR(figures.at("loss").item<double>(), wanted.item<double>(), 1e-6);
}

TEST_F(Classifying, LearnsToTellColorsApart) {
  const Example example = method_.example_of(primaries(), labels_);
  Figures figures;
  for (int step = 0; step < 200; ++step) {
    figures = method_.step(example, {.learning_rate = 0.05, .steps = step});
  }
  EXPECT_EQ(figures.at("accuracy").item<double>(), 1);
  const Measures measures =
      method_.measures(method_.kept().judged().forward(example.input, false), example);
  EXPECT_LT(measures.at("validation_loss").sum.item<double>(), 3 * 0.2);
  EXPECT_EQ(measures.at("validation_accuracy").sum.item<double>(), 3);
  EXPECT_EQ(measures.at("validation_accuracy").count, 3);
}

TEST_F(Classifying, MeasuresWhatStandsInTheLogits) {
  const Tensor logits =
      torch::tensor({{0.0F, 1.0F, 2.0F}, {0.0F, 1.0F, 2.0F}}).reshape({2, 3, 1, 1});
  const Example example = method_.example_of(primaries().slice(0, 0, 2), torch::tensor({2, 0}));
  const Measures measures = method_.measures(logits, example);
  EXPECT_EQ(measures.at("validation_accuracy").sum.item<double>(), 1);
  EXPECT_EQ(measures.at("validation_top5").sum.item<double>(), 2);
  // log(1 + e + e²) less the logit of the class, 2 and 0.
  EXPECT_NEAR(measures.at("validation_loss").sum.item<double>(), 2 * 2.4076059 - 2, 1e-5);
}

}  // namespace
}  // namespace autochrome::train
