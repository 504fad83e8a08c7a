#include "tensor/safetensors.h"

#include <cstring>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.h"
#include "tests/message_of.h"
#include "tests/temporary_folder.h"

namespace autochrome {
namespace {

using testing::TemporaryFolder;

std::string file_with(const std::string& header, const std::string& data) {
  const std::uint64_t length = header.size();
  std::string bytes(sizeof(length), '\0');
  std::memcpy(bytes.data(), &length, sizeof(length));
  return bytes + header + data;
}

/// What opening a file of these bytes complains of; empty when it does not.
std::string complaint_about(const std::string& bytes) {
  const TemporaryFolder folder;
  write_file(folder / "file", bytes);
  return testing::message_of<InputError>([&] { return SafetensorsFile(folder / "file"); });
}

TEST(Safetensors, GoThroughAFileUnchanged) {
  const TemporaryFolder folder;
  const std::vector<float> values = {1, -2.5F, 3, 4, 5, 6};
  const std::vector<std::uint8_t> bytes = {7, 8, 9};
  const TextByName metadata = {{"kind", "test"}};
  const std::vector<std::string> names = {"a.weight", "b"};
  SafetensorsWriter writer(folder / "file", header_room(metadata, names));
  writer.append(std::as_bytes(std::span(values).first(2)));
  writer.append(std::as_bytes(std::span(values).subspan(2)));
  writer.end_tensor("a.weight", Dtype::F32, {2, 3});
  writer.append(std::as_bytes(std::span(bytes)));
  writer.end_tensor("b", Dtype::U8, {3});
  EXPECT_FALSE(std::filesystem::exists(folder / "file"));
  writer.finish(metadata);

  const SafetensorsFile file(folder / "file");
  ASSERT_EQ(file.tensors().size(), 2U);
  EXPECT_EQ(file.metadata().at("kind"), "test");
  EXPECT_EQ((file.tensor("a.weight").bytes.data() - file.bytes().data()) % 8, 0);
  const StoredTensor& a = file.tensor("a.weight");
  EXPECT_EQ(a.dims, (std::vector<std::int64_t>{2, 3}));
  EXPECT_EQ(std::memcmp(a.bytes.data(), values.data(), a.bytes.size()), 0);
  EXPECT_EQ(file.tensor("b").bytes[2], std::byte{9});
  EXPECT_THROW(static_cast<void>(file.tensor("c")), InputError);
}

TEST(Safetensors, HeaderThatDoesNotFitItsRoomIsAnError) {
  const TemporaryFolder folder;
  SafetensorsWriter writer(folder / "file", 64);
  EXPECT_THROW(writer.finish({{"long", std::string(100, 'x')}}), std::logic_error);
}

TEST(Safetensors, RoomSufficesForNamesAndTextThatTakeMostBytes) {
  const TemporaryFolder folder;
  const std::int64_t side = 1'000'000'000'000'000'000;
  const TextByName metadata = {{"quotes", std::string(500, '"')},
                               {"control", std::string(500, '\1')},
                               {"no UTF-8", std::string(500, '\xe9')}};
  std::vector<std::string> names;
  for (int i = 0; i < 300; ++i) names.push_back(std::to_string(i) + std::string(i, '"'));
  SafetensorsWriter writer(folder / "file", header_room(metadata, names));
  for (const std::string& name : names) {
    writer.end_tensor(name, Dtype::U8, {side, 0, 1, 1, 1, 0});
  }
  writer.finish(metadata);
  const SafetensorsFile file(folder / "file");
  EXPECT_EQ(file.tensors().size(), names.size());
  EXPECT_EQ(file.metadata().at("quotes"), metadata.at("quotes"));
}

TEST(Safetensors, EveryTruncationIsNoticed) {
  const std::string whole =
      file_with(R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}})", "data");
  EXPECT_EQ(complaint_about(whole), "");
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_NE(complaint_about(whole.substr(0, length)), "") << "cut to " << length << " bytes";
  }
}

TEST(Safetensors, LiesAreNoticed) {
  const std::vector<std::string> headers = {
      R"([1, 2])",
      R"({"a":{"dtype":"F64","shape":[1],"data_offsets":[0,4]}})",
      R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}})",
      R"({"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}})",
      R"({"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]}})",
      R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}})",
      R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,400]}})",
      R"({"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}})",
      R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,4]}})",
      R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,18446744073709551620]}})",
      R"({"a":{"dtype":"F32","shape":"one","data_offsets":[0,4]}})",
      R"({"a":{"shape":[1],"data_offsets":[0,4]}})",
      R"({"a":7})",
      R"({"__metadata__":{"n":5}})",
  };
  for (const std::string& header : headers) {
    EXPECT_NE(complaint_about(file_with(header, "data")), "") << header;
  }
}

TEST(Safetensors, EntriesOfOtherFormsAreNamed) {
  EXPECT_NE(complaint_about(file_with(R"({"a":7})", "")).find("entry 'a'"), std::string::npos);
  EXPECT_NE(complaint_about(file_with(R"({"__metadata__":{"n":5}})", "")).find("metadata"),
            std::string::npos);
}

TEST(Safetensors, HeaderThatNestsWithoutEndIsNoHeader) {
  std::string header;
  for (int i = 0; i < 100'000; ++i) header += R"({"a":)";
  header += "1" + std::string(100'000, '}');
  EXPECT_NE(complaint_about(file_with(header, "")).find("not a JSON object"), std::string::npos);
}

TEST(Safetensors, HeaderLengthBeyondTheFileIsNoticed) {
  std::string bytes = file_with("{}", "");
  bytes[7] = '\x7f';
  EXPECT_NE(complaint_about(bytes).find("claims"), std::string::npos);
}

}  // namespace
}  // namespace autochrome
