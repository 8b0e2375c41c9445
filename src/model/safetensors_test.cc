#include "model/safetensors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

namespace redquill::model {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string File(std::string_view header, std::string_view data) {
  const uint64_t size = header.size();
  std::string bytes(sizeof size, '\0');
  std::memcpy(bytes.data(), &size, sizeof size);
  return bytes.append(header).append(data);
}

// Heap memory of exactly the file's size, so that reading past it is seen by the sanitizer.
Result<Safetensors> Read(const std::string& file, const SafetensorsLimits& limits = {}) {
  static std::vector<std::byte> kept;
  kept.assign(reinterpret_cast<const std::byte*>(file.data()),
              reinterpret_cast<const std::byte*>(file.data()) + file.size());
  kept.shrink_to_fit();
  return Safetensors::Read(kept, limits);
}

void ExpectRefused(const std::string& file, Code code, const std::string& words) {
  const auto read = Read(file);
  ASSERT_FALSE(read) << "expected: " << words;
  EXPECT_EQ(read.error().code, code) << read.error().message;
  EXPECT_THAT(read.error().message, HasSubstr(words));
}

std::string Entry(const std::string& name, const std::string& type, const std::string& shape,
                  int begin, int end) {
  return "\"" + name + "\":{\"dtype\":\"" + type + "\",\"shape\":" + shape + ",\"data_offsets\":[" +
         std::to_string(begin) + "," + std::to_string(end) + "]}";
}

TEST(SafetensorsTest, ReadsEveryFloatingType) {
  // 1.5 and -2 in each type; the last tensor is a scalar.
  const std::string data(
      "\x00\x00\xc0\x3f\x00\x00\x00\xc0"   // F32
      "\x00\x3e\x00\xc0"                   // F16
      "\xc0\x3f\x00\xc0"                   // BF16
      "\x00\x00\x00\x00\x00\x00\xf8\x3f",  // F64
      24);
  const auto read =
      Read(File("{\"__metadata__\":{\"format\":\"pt\"}," + Entry("a", "F32", "[2]", 0, 8) + "," +
                    Entry("b", "F16", "[1,2]", 8, 12) + "," + Entry("c", "BF16", "[2,1]", 12, 16) +
                    "," + Entry("d", "F64", "[]", 16, 24) + "}   ",
                data));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_THAT(read->Names(), ElementsAre("a", "b", "c", "d"));
  EXPECT_THAT(ToFloats(*read->Find("a")), ElementsAre(1.5f, -2.0f));
  EXPECT_THAT(ToFloats(*read->Find("b")), ElementsAre(1.5f, -2.0f));
  EXPECT_THAT(ToFloats(*read->Find("c")), ElementsAre(1.5f, -2.0f));
  EXPECT_THAT(ToFloats(*read->Find("d")), ElementsAre(1.5f));
  EXPECT_THAT(read->Find("c")->shape, ElementsAre(2, 1));
  EXPECT_EQ(read->Find("e"), nullptr);
}

TEST(SafetensorsTest, ReadsATensorWithoutElements) {
  const auto read = Read(File("{" + Entry("none", "F32", "[0,3]", 0, 0) + "}", ""));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->Find("none")->elements(), 0);
}

TEST(SafetensorsTest, RefusesWhatIsCutOff) {
  const std::string whole = File("{" + Entry("a", "F32", "[2]", 0, 8) + "}", "12345678");
  for (size_t keep = 0; keep < whole.size(); ++keep) {
    const auto read = Read(whole.substr(0, keep));
    ASSERT_FALSE(read) << keep;
    EXPECT_EQ(read.error().code, Code::kCorrupt) << keep;
  }
  ExpectRefused(whole.substr(0, whole.size() - 1), Code::kCorrupt, "may be cut off");
}

TEST(SafetensorsTest, RefusesOverlapsGapsAndLeftovers) {
  const std::string data = "0123456789ab";
  ExpectRefused(
      File("{" + Entry("a", "F32", "[2]", 0, 8) + "," + Entry("b", "F32", "[2]", 4, 12) + "}",
           data),
      Code::kCorrupt, "tensor 'b' overlaps");
  ExpectRefused(
      File("{" + Entry("a", "F32", "[1]", 0, 4) + "," + Entry("b", "F32", "[1]", 8, 12) + "}",
           data),
      Code::kCorrupt, "gap");
  ExpectRefused(File("{" + Entry("a", "F32", "[2]", 0, 8) + "}", data), Code::kCorrupt,
                "4 bytes behind the last tensor");
}

TEST(SafetensorsTest, RefusesAPlaceThatDoesNotFitTheShape) {
  ExpectRefused(File("{" + Entry("a", "F32", "[3]", 0, 8) + "}", "12345678"), Code::kCorrupt,
                "larger than the file");
  ExpectRefused(File("{" + Entry("a", "F16", "[3]", 0, 8) + "}", "12345678"), Code::kCorrupt,
                "needs 6");
  // A product of dimensions that wraps around 2^64 to 8 bytes.
  ExpectRefused(File("{" + Entry("a", "F32", "[4294967296,4294967296,2]", 0, 8) + "}", "12345678"),
                Code::kCorrupt, "larger than the file");
  ExpectRefused(File("{" + Entry("a", "F32", "[-2]", 0, 8) + "}", "12345678"), Code::kCorrupt,
                "no whole number");
  ExpectRefused(File("{" + Entry("a", "F32", "[2]", 8, 0) + "}", "12345678"), Code::kCorrupt,
                "outside");
  ExpectRefused(File("{" + Entry("a", "F32", "[1,1,1,1,1,1,1,1,2]", 0, 8) + "}", "12345678"),
                Code::kCorrupt, "dimensions");
}

TEST(SafetensorsTest, RefusesWhatIsNoSafetensorsFile) {
  ExpectRefused("PK\x03\x04 a zip archive, not tensors", Code::kCorrupt, "no safetensors file");
  ExpectRefused(File("[1, 2]", ""), Code::kCorrupt, "no JSON object");
  ExpectRefused(File("{\"a\":", ""), Code::kCorrupt, "header");
  ExpectRefused(File("{\"a\":1}", ""), Code::kCorrupt, "must have dtype");
  ExpectRefused(
      File("{" + Entry("a", "F32", "[1]", 0, 4) + "," + Entry("a", "F32", "[1]", 4, 8) + "}",
           "12345678"),
      Code::kCorrupt, "header");
}

TEST(SafetensorsTest, NamesAnUnknownType) {
  ExpectRefused(File("{" + Entry("w", "F8_E4M3", "[8]", 0, 8) + "}", "12345678"),
                Code::kUnsupported, "'F8_E4M3'");
}

TEST(SafetensorsTest, KeepsItsLimits) {
  const std::string file =
      File("{" + Entry("a", "F32", "[1]", 0, 4) + "," + Entry("b", "F32", "[1]", 4, 8) + "}",
           "12345678");
  auto read = Read(file, {.header_bytes = 50});
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, Code::kTooLarge);
  read = Read(file, {.tensors = 1});
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, Code::kTooLarge);
}

}  // namespace
}  // namespace redquill::model
