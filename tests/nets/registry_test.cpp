#include "nets/registry.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "nets/unet.h"
#include "tests/nets/network_facts.h"

namespace autochrome::nets {
namespace {

TEST(Registry, BuildsByNameWithDefaultsForTheRest) {
  EXPECT_EQ(to_text(build("unet", Json{{"width", 8}})), to_text(unet({.width = 8})));
  EXPECT_EQ(find("unet").defaults()["depth"], 4);
}

TEST(Registry, UnknownNamesAndFieldsAreRefused) {
  EXPECT_THROW(static_cast<void>(build("vnet", Json::object())), InputError);
  EXPECT_THROW(static_cast<void>(build("unet", Json{{"wdith", 8}})), InputError);
  EXPECT_THROW(static_cast<void>(build("unet", Json{{"width", 100'000}})), InputError);
}

TEST(Registry, HoldsTheStudysNetworksInItsOrder) {
  std::vector<std::string_view> names;
  for (const Entry& entry : registry()) names.push_back(entry.name);
  EXPECT_EQ(names, (std::vector<std::string_view>{"autoencoder", "deep-cnn", "unet", "resnet",
                                                  "densenet", "pix2pix"}));
}

TEST(Registry, EveryNetworkMapsLightnessToColorOfItsSize) {
  for (const Entry& entry : registry()) {
    for (const int outputs : {2, 3}) {
      const graph::Graph graph = build(entry.name, {{"outputs", outputs}});
      const auto inputs = graph.inputs();
      ASSERT_EQ(inputs.size(), 1U) << entry.name;
      EXPECT_EQ(graph.nodes()[inputs[0]].name, "lightness") << entry.name;
      ASSERT_EQ(graph.outputs().size(), 1U) << entry.name;
      EXPECT_EQ(graph.outputs()[0].name, "color") << entry.name;
      EXPECT_EQ(output_for(graph, {2, 1, 128, 192}), (Shape{2, outputs, 128, 192})) << entry.name;
    }
  }
}

TEST(Registry, EveryNetworkHasAWidthThatIsChecked) {
  for (const Entry& entry : registry()) {
    EXPECT_LT(build(entry.name, {{"width", 2}}).parameter_count(),
              build(entry.name, {{"width", 4}}).parameter_count())
        << entry.name;
    EXPECT_THROW(static_cast<void>(build(entry.name, {{"width", 0}})), InputError) << entry.name;
  }
}

}  // namespace
}  // namespace autochrome::nets
