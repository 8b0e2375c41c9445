#include "cache/answer_text.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace redquill::cache {
namespace {

scoring::Answer Full() {
  scoring::Answer answer;
  answer.outputs = {{"holistic", 3, 0.1 + 0.2, -1e-17, {1, 6, 1}},
                    {"style", 2.5, 2, 1, {0, 5, 0.5}}};
  answer.model = "features";
  answer.notes = {"Short: 12 words.", "“quoted”"};
  answer.influences = {{"words", "long sentences", 1.0 / 3, "words", -0.25}};
  answer.members = {{"features", 2.9, 0.75, 0.1 + 0.2}, {"lstm", 3.1, 0, -1e-17}};
  answer.words = 12;
  answer.tokens_read = 7;
  answer.tokens = 9;
  answer.receipt.package_digest = std::string(64, 'd');
  answer.receipt.model = "features";
  answer.receipt.program_version = "1";
  answer.receipt.instruction_set = "x";
  answer.receipt.runtime = "r";
  answer.receipt.text_sha256 = std::string(64, 'e');
  answer.receipt.raw = 0.1 + 0.2;
  return answer;
}

TEST(AnswerText, HoldsTheSameBits) {
  const auto read = ReadAnswer("k", Written("k", Full()));
  ASSERT_TRUE(read);
  EXPECT_EQ(Written("k", *read), Written("k", Full()));
  EXPECT_EQ(read->outputs[0].calibrated, 0.1 + 0.2);
  EXPECT_EQ(read->outputs[1].scale.step, 0.5);
  EXPECT_EQ(read->influences[0].effect, -0.25);
  ASSERT_EQ(read->members.size(), 2u);
  EXPECT_EQ(read->members[0].name, "features");
  EXPECT_EQ(read->members[0].effect, 0.1 + 0.2);
  EXPECT_EQ(read->members[1].raw, 3.1);
  EXPECT_EQ(read->notes[1], "“quoted”");
  EXPECT_TRUE(scoring::Compare(read->receipt, Full().receipt).empty());
}

TEST(AnswerText, RefusesWhatIsDamagedOrOfAnotherKey) {
  const std::string text = Written("k", Full());
  EXPECT_FALSE(ReadAnswer("another", text));
  EXPECT_FALSE(ReadAnswer("k", ""));
  EXPECT_FALSE(ReadAnswer("k", "[]"));
  for (size_t size = 0; size < text.size(); ++size)
    EXPECT_FALSE(ReadAnswer("k", text.substr(0, size)));
  const auto whole = nlohmann::json::parse(text);
  for (const auto& [name, value] : whole.items()) {
    auto without = whole;
    without.erase(name);
    EXPECT_FALSE(ReadAnswer("k", without.dump())) << name;
    without[name] = {{1}};
    EXPECT_FALSE(ReadAnswer("k", without.dump())) << name;
  }
}

}  // namespace
}  // namespace redquill::cache
