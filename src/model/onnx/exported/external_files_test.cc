#include "model/onnx/exported/external_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "base/file.h"
#include "model/onnx/graph.h"
#include "model/onnx/messages.h"
#include "model/onnx/schema.h"
#include "model/onnx/wire.h"

namespace redquill::model::onnx {
namespace {

using testing::HasSubstr;

class ExternalFilesTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = testing::TempDir() + "rq_external_" + std::to_string(::getpid());
    std::filesystem::create_directories(folder_ + "/in");
    ASSERT_TRUE(WriteFileAtomically(folder_ + "/in/weights.bin", "0123456789abcdef"));
    ASSERT_TRUE(WriteFileAtomically(folder_ + "/outside.bin", "0123456789abcdef"));
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  // A constant "w" of so many floats elsewhere.
  static std::string Tensor(int64_t floats,
                            const std::vector<std::pair<std::string, std::string>>& place) {
    std::string tensor;
    WireWriter writer(&tensor);
    writer.Count(schema::tensor::kDims, static_cast<uint64_t>(floats));
    writer.Count(schema::tensor::kDataType, static_cast<uint64_t>(Element::kFloat));
    writer.Bytes(schema::tensor::kName, "w");
    for (const auto& [key, value] : place) {
      writer.Bytes(schema::tensor::kExternal, EntryMessage(key, value));
    }
    writer.Count(schema::tensor::kLocation, 1);
    return tensor;
  }
  Result<std::string> Find(const std::string& tensor) {
    ExternalFiles files(folder_ + "/in");
    const auto found = files.Find(tensor);
    if (!found) return Failure(found.error());
    return std::string(*found);
  }
  Error Refusal(int64_t floats, const std::vector<std::pair<std::string, std::string>>& place) {
    const auto found = Find(Tensor(floats, place));
    EXPECT_FALSE(found);
    return found ? Error{} : found.error();
  }

  std::string folder_;
};

TEST_F(ExternalFilesTest, FindsABytesPlace) {
  EXPECT_EQ(*Find(Tensor(2, {{"location", "weights.bin"}, {"offset", "4"}, {"length", "8"}})),
            "456789ab");
  EXPECT_EQ(*Find(Tensor(4, {{"location", "weights.bin"}})), "0123456789abcdef");
}

TEST_F(ExternalFilesTest, ALocationThatLeadsOutIsRefused) {
  for (const char* location :
       {"../outside.bin", "/etc/hostname", "x/../../outside.bin", "..", "", "a\\..\\b", "c:w"}) {
    const Error refusal = Refusal(2, {{"location", location}});
    EXPECT_EQ(refusal.code, Code::kCorrupt) << location;
    EXPECT_THAT(refusal.message, HasSubstr("leads out of its folder"));
    EXPECT_THAT(refusal.message, HasSubstr("'w'"));
  }
}

TEST_F(ExternalFilesTest, AMissingFileIsNamed) {
  const Error refusal = Refusal(2, {{"location", "lost.bin"}});
  EXPECT_EQ(refusal.code, Code::kNotFound);
  EXPECT_THAT(refusal.message, HasSubstr("weights are in 'lost.bin'"));
  EXPECT_FALSE(Find(Tensor(2, {{"location", "."}})));
}

TEST_F(ExternalFilesTest, APlaceThatIsNotInTheFileIsRefused) {
  using Place = std::vector<std::pair<std::string, std::string>>;
  for (const Place& place :
       {Place{{"offset", "12"}}, Place{{"offset", "17"}}, Place{{"length", "4"}},
        Place{{"length", "9"}}, Place{{"offset", "18446744073709551615"}}}) {
    Place whole = place;
    whole.emplace_back("location", "weights.bin");
    EXPECT_THAT(Refusal(2, whole).message, HasSubstr("has not where they should be"));
  }
  EXPECT_THAT(Refusal(2, {{"location", "weights.bin"}, {"offset", "-1"}}).message,
              HasSubstr("damaged"));
  EXPECT_THAT(Refusal(int64_t{1} << 50, {{"location", "weights.bin"}}).message,
              HasSubstr("damaged"));
}

TEST_F(ExternalFilesTest, ATypeOfUnknownSizeIsRefused) {
  std::string tensor = Tensor(2, {{"location", "weights.bin"}});
  WireWriter(&tensor).Count(schema::tensor::kDataType, 8);  // Strings.
  const auto found = Find(tensor);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, Code::kUnsupported);
}

}  // namespace
}  // namespace redquill::model::onnx
