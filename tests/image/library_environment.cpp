// libvips for all tests of the program: it can be started but once.
#include <memory>

#include <gtest/gtest.h>

#include "image/library.h"

namespace autochrome::image {
namespace {

class LibraryEnvironment final : public ::testing::Environment {
 public:
  void SetUp() override { library_ = std::make_unique<Library>(LibraryOptions{.threads = 4}); }

  void TearDown() override { library_.reset(); }

 private:
  std::unique_ptr<Library> library_;
};

// GoogleTest takes ownership.
[[maybe_unused]] const ::testing::Environment* const kLibrary =
    ::testing::AddGlobalTestEnvironment(std::make_unique<LibraryEnvironment>().release());

}  // namespace
}  // namespace autochrome::image
