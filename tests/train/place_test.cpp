#include "train/place.h"

#include <cstdlib>
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "base/error.h"
#include "tests/message_of.h"

namespace autochrome::train {
namespace {

using Variables = std::map<std::string, std::string>;

const Variables kSecondOfThree = {
    {"RANK", "1"}, {"WORLD_SIZE", "3"}, {"MASTER_ADDR", "node7"}, {"MASTER_PORT", "29500"}};

/// Sets only these of the variables that a launcher may set, and clears them at its end.
class Environment {
 public:
  explicit Environment(const Variables& variables) {
    clear();
    for (const auto& [name, value] : variables) ::setenv(name.c_str(), value.c_str(), 1);
  }

  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

  ~Environment() { clear(); }

 private:
  static void clear() {
    for (const char* name : {"RANK", "WORLD_SIZE", "LOCAL_RANK", "MASTER_ADDR", "MASTER_PORT",
                             "TORCHELASTIC_USE_AGENT_STORE", "TORCHELASTIC_RESTART_COUNT"}) {
      ::unsetenv(name);
    }
  }
};

std::string complaint_of(const Variables& variables) {
  const Environment environment(variables);
  return autochrome::testing::message_of<InputError>([] { return Place::from_environment(); });
}

std::string complaint_with(const std::string& name, const std::string& value) {
  Variables variables = kSecondOfThree;
  variables[name] = value;
  return complaint_of(variables);
}

TEST(Place, IsAloneWhenNoLauncherSaysOtherwise) {
  const Environment environment(Variables{{"LOCAL_RANK", "5"}});
  const Place place = Place::from_environment();
  EXPECT_EQ(place.rank, 0);
  EXPECT_EQ(place.count, 1);
}

TEST(Place, IsReadFromTheLaunchersVariables) {
  Variables variables = kSecondOfThree;
  variables["LOCAL_RANK"] = "0";
  const Environment environment(variables);
  const Place place = Place::from_environment();
  EXPECT_EQ(place.rank, 1);
  EXPECT_EQ(place.count, 3);
  EXPECT_EQ(place.local_rank, 0);
  EXPECT_EQ(place.address, "node7");
  EXPECT_EQ(place.port, 29500);
  EXPECT_FALSE(place.agent_attempt);
}

TEST(Place, KnowsTorchrunsAgent) {
  Variables variables = kSecondOfThree;
  variables["TORCHELASTIC_USE_AGENT_STORE"] = "True";
  variables["TORCHELASTIC_RESTART_COUNT"] = "2";
  const Environment environment(variables);
  EXPECT_EQ(Place::from_environment().agent_attempt, "2");
}

TEST(Place, HalfSetEnvironmentNamesWhatIsMissing) {
  EXPECT_NE(complaint_of({{"RANK", "0"}, {"WORLD_SIZE", "2"}}).find("not MASTER_ADDR, MASTER_PORT"),
            std::string::npos);
  EXPECT_NE(complaint_with("MASTER_PORT", "").find("not MASTER_PORT"), std::string::npos);
}

TEST(Place, NonsenseNamesTheVariableItsValueAndTheRange) {
  EXPECT_NE(complaint_with("RANK", "3").find("RANK is '3'; wanted a whole number in [0, 2]"),
            std::string::npos);
  for (const auto& [name, value] :
       {std::pair("RANK", "-1"), std::pair("RANK", "one"), std::pair("RANK", "1 "),
        std::pair("WORLD_SIZE", "0"), std::pair("WORLD_SIZE", "99999999999999"),
        std::pair("MASTER_PORT", "70000"), std::pair("LOCAL_RANK", "3"),
        std::pair("LOCAL_RANK", "0x1")}) {
    const std::string complaint = complaint_with(name, value);
    EXPECT_NE(complaint.find(name), std::string::npos) << name << value << complaint;
    EXPECT_NE(complaint.find(value), std::string::npos) << name << value << complaint;
  }
}

}  // namespace
}  // namespace autochrome::train
