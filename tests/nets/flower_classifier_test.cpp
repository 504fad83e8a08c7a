#include "nets/flower_classifier.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "nets/registry.h"
#include "tests/nets/network_facts.h"

namespace autochrome::nets {
namespace {

TEST(FlowerClassifier, AnswersForPicturesOfAnySize) {
  const graph::Graph graph = flower_classifier({.classes = 7});
  EXPECT_EQ(graph.spatial_multiple(), 16);
  for (const std::int64_t side : {16, 64, 128}) {
    const auto shapes = graph.infer_shapes(graph.input_shapes(side));
    EXPECT_EQ(shapes[graph.outputs()[0].value], (Shape{1, 7, 1, 1}));
    EXPECT_EQ(shapes[graph.outputs()[1].value], (Shape{1, 256, 1, 1}));
  }
  EXPECT_EQ(graph.outputs()[0].name, "classes");
  EXPECT_EQ(graph.outputs()[1].name, "features");
}

TEST(FlowerClassifier, CostsWhatItsConfigSays) {
  const graph::Graph graph = flower_classifier({});
  EXPECT_EQ(graph.parameter_count(), 1'597'766);
  EXPECT_EQ(graph.multiply_adds(graph.input_shapes(64)), 76'408'320);
}

TEST(FlowerClassifier, IsKnownAsOne) {
  EXPECT_TRUE(is_classifier("flower-classifier"));
  EXPECT_FALSE(is_classifier("unet"));
  EXPECT_EQ(find("flower-classifier").defaults()["classes"], 102);
  EXPECT_THROW(static_cast<void>(build("flower-classifier", {{"classes", 1}})), InputError);
}

}  // namespace
}  // namespace autochrome::nets
