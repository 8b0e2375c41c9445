// Ids and offsets of hard cases against the reference library's; tests/golden/
// make_tokenizers_golden.py wrote both the tokenizers and the cases.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "tests/support/paths.h"
#include "text/tokenizer/tokenizer.h"
#include "text/utf8.h"

namespace redquill::text {
namespace {

using nlohmann::json;

std::string Read(const std::string& name) {
  return *ReadFile(tests::SourcePath("tests/data/tokenizers/") + name, 1 << 24);
}

const json& Golden() {
  static const json golden = json::parse(Read("hard_cases.json"));
  return golden;
}

// The byte where each character begins, the end last.
std::vector<uint32_t> Starts(const std::string& text) {
  std::vector<uint32_t> starts;
  for (size_t i = 0; i < text.size(); i += CharLength(static_cast<unsigned char>(text[i]))) {
    starts.push_back(static_cast<uint32_t>(i));
  }
  starts.push_back(static_cast<uint32_t>(text.size()));
  return starts;
}

class GoldenTokens : public testing::TestWithParam<std::string> {};

TEST_P(GoldenTokens, AreTheReferences) {
  const auto tokenizer = Tokenizer::FromJson(Read(GetParam() + ".json"));
  ASSERT_TRUE(tokenizer) << tokenizer.error().message;
  const json& cases = Golden()["tokenizers"][GetParam()];
  ASSERT_EQ(cases.size(), Golden()["texts"].size());
  ASSERT_GT(cases.size(), 50u);
  for (size_t i = 0; i < cases.size(); ++i) {
    const std::string text = Golden()["texts"][i];
    SCOPED_TRACE(text);
    const auto tokens = (*tokenizer)->Encode(text, 0);
    ASSERT_TRUE(tokens) << tokens.error().message;
    EXPECT_EQ(tokens->ids, cases[i]["ids"].get<std::vector<int32_t>>());
    EXPECT_EQ(tokens->special, cases[i]["special"].get<std::vector<uint8_t>>());
    EXPECT_EQ(tokens->total, tokens->ids.size());
    const std::vector<uint32_t> starts = Starts(text);
    json offsets = json::array(), want = json::array();
    for (const Range& r : tokens->offsets) offsets.push_back({r.begin, r.end});
    for (const json& r : cases[i]["offsets"]) {
      want.push_back({starts[r[0].get<size_t>()], starts[r[1].get<size_t>()]});
    }
    EXPECT_EQ(offsets, want);
    for (const int32_t id : tokens->ids) {
      EXPECT_LT(static_cast<size_t>(id), (*tokenizer)->vocabulary());
    }
  }
}

std::vector<std::string> Names() {
  std::vector<std::string> names;
  for (const auto& [name, cases] : Golden()["tokenizers"].items()) names.push_back(name);
  return names;
}

INSTANTIATE_TEST_SUITE_P(Each, GoldenTokens, testing::ValuesIn(Names()),
                         [](const auto& suite) { return suite.param; });

TEST(GoldenTokens, CoverEveryType) { EXPECT_EQ(Names().size(), 11u); }

TEST(GoldenTokens, OfATextOverTheLimitKeepTheAddedOnesAndTellTheirNumber) {
  const auto tokenizer = Tokenizer::FromJson(Read("bert.json"));
  const std::string text = "Some say it is enough and a proof, please.";
  const auto all = (*tokenizer)->Encode(text, 0), cut = (*tokenizer)->Encode(text, 6);
  ASSERT_TRUE(cut);
  EXPECT_EQ(cut->ids.size(), 6u);
  EXPECT_EQ(cut->total, all->ids.size());
  EXPECT_EQ(cut->ids.front(), 2);
  EXPECT_EQ(cut->ids.back(), 3);
  EXPECT_EQ(cut->ids[4], all->ids[4]);
  EXPECT_EQ((*tokenizer)->Encode(text, 2).error().code, Code::kInvalidArgument);
  EXPECT_EQ((*tokenizer)->Encode("\xff", 0).error().code, Code::kBadEncoding);
  EXPECT_EQ((*tokenizer)->Encode(std::string(kMaxEssayBytes + 1, 'a'), 0).error().code,
            Code::kTooLarge);
}

}  // namespace
}  // namespace redquill::text
