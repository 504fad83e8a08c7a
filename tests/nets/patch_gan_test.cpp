#include "nets/patch_gan.h"

#include <string>

#include <gtest/gtest.h>

#include "base/error.h"

namespace autochrome::nets {
namespace {

TEST(PatchGan, OneScoreJudgesExactlyOnePatch) {
  for (const int patch : {64, 70, 128}) {
    EXPECT_EQ(patch_gan({.patch = patch}).reach().field(), patch);
  }
}

TEST(PatchGan, PatchesOverlap) {
  for (const auto& [patch, step] : {std::pair{64, 8}, {70, 8}, {128, 16}}) {
    const graph::Graph graph = patch_gan({.patch = patch, .colors = 2});
    const std::vector<Shape> inputs = {{2, 1, 128, 64}, {2, 2, 128, 64}};
    EXPECT_EQ(graph.infer_shapes(inputs)[graph.outputs()[0].value],
              (Shape{2, 1, 128 / step, 64 / step}));
  }
}

TEST(PatchGan, OfSeventyHasIsolasLayers) {
  const graph::Graph graph = patch_gan({.patch = 70, .colors = 2});
  EXPECT_EQ(graph.parameter_count(), 2'767'425);  // Isola et al.: 2.77 million
  const std::string text = to_text(graph);
  for (const char* part : {"layer1.conv = conv 3->64 k4 s2", "layer2.conv = conv 64->128 k4 s2",
                           "layer3.conv = conv 128->256 k4 s2", "layer4.conv = conv 256->512 k4 s1",
                           "score = conv 512->1 k4 s1"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part;
  }
}

TEST(PatchGan, RefusesOtherPatches) {
  try {
    static_cast<void>(patch_gan({.patch = 100}));
    FAIL() << "accepted";
  } catch (const InputError& error) {
    EXPECT_STREQ(error.what(), "option 'patch' is 100; it can be 64, 70 or 128");
  }
}

}  // namespace
}  // namespace autochrome::nets
