#include "scoring/receipt.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace redquill::scoring {
namespace {

Receipt Sample() {
  Receipt receipt;
  receipt.package_digest = std::string(64, 'a');
  receipt.model = "features";
  receipt.program_version = "0.1.0";
  receipt.instruction_set = "avx2";
  receipt.runtime = "xgboost 1.7.4";
  receipt.text_sha256 = std::string(64, 'b');
  receipt.prompt = "Distance learning";
  receipt.recognised = "named";
  receipt.part = "prompt";
  receipt.raw = 3.1000000000000001;
  receipt.calibrated = 1.0 / 3;
  receipt.score = 3;
  return receipt;
}

TEST(Receipt, SurvivesJsonBitForBit) {
  const auto read = ReceiptFromJson(nlohmann::json::parse(ToJson(Sample()).dump()));
  ASSERT_TRUE(read);
  EXPECT_TRUE(Compare(Sample(), *read).empty());
}

TEST(Receipt, IsFoundInsideAnAnswer) {
  const nlohmann::json answer = {{"score", 3}, {"receipt", ToJson(Sample())}};
  EXPECT_EQ(ReceiptFromJson(answer)->model, "features");
}

TEST(Receipt, TheSmallestChangeOfANumberDisproves) {
  Receipt other = Sample();
  other.raw = std::nextafter(other.raw, 4);
  const auto differences = Compare(Sample(), other);
  ASSERT_EQ(differences.size(), 1u);
  EXPECT_EQ(differences[0].member, "raw");
  EXPECT_TRUE(differences[0].disproves);
  EXPECT_NE(differences[0].claimed, differences[0].repeated);
}

TEST(Receipt, AnotherMachineIsACircumstance) {
  Receipt other = Sample();
  other.instruction_set = "sse4.2";
  const auto differences = Compare(Sample(), other);
  ASSERT_EQ(differences.size(), 1u);
  EXPECT_FALSE(differences[0].disproves);
}

TEST(Receipt, NamesWhatIsMissing) {
  auto json = ToJson(Sample());
  json.erase("text_sha256");
  EXPECT_EQ(ReceiptFromJson(json).error().field, "text_sha256");
  json = ToJson(Sample());
  json["raw"] = "3";
  EXPECT_EQ(ReceiptFromJson(json).error().field, "raw");
  EXPECT_FALSE(ReceiptFromJson(nlohmann::json::array()));
}

}  // namespace
}  // namespace redquill::scoring
