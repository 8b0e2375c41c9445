#include "train/shrink/fewer_pieces.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/support/tiny_checkpoint.h"
#include "text/tokenizer/tokenizer.h"

namespace redquill::train {
namespace {

using testing::ElementsAre;

std::vector<int32_t> Ids(const text::Tokenizer& tokenizer, const std::string& text) {
  const auto encoding = tokenizer.Encode(text, 0);
  return encoding ? encoding->ids : std::vector<int32_t>();
}

// Of the letters' tokenizer all words but "garden" go, and [CLS], [SEP], letters and marks stay.
TEST(FewerPieces, KeepsWhatIsUsedWhatIsAddedAndSingleCharacters) {
  const auto whole = text::Tokenizer::FromJson(samples::LettersTokenizer());
  ASSERT_TRUE(whole);
  const auto fewer = KeepPieces(samples::LettersTokenizer(), {59});
  ASSERT_TRUE(fewer) << fewer.error().message;
  EXPECT_EQ(fewer->old_ids.size(), 59u);
  EXPECT_EQ(fewer->old_ids.back(), 59);
  const auto small = text::Tokenizer::FromJson(fewer->tokenizer_json);
  ASSERT_TRUE(small) << small.error().message;
  EXPECT_EQ((*small)->vocabulary(), 59u);
  EXPECT_EQ((*small)->Find("the"), -1);
  EXPECT_THAT(Ids(**small, "Garden,"), ElementsAre(2, 58, 5, 3));
  EXPECT_THAT(Ids(**small, "the"), ElementsAre(2, 6 + 19, 32 + 7, 32 + 4, 3));
  for (const char* text : {"garden.", "a b c, garden é"}) {
    std::vector<int32_t> old;
    for (const int32_t id : Ids(**small, text)) {
      old.push_back(fewer->old_ids[static_cast<size_t>(id)]);
    }
    EXPECT_EQ(old, Ids(**whole, text)) << text;
  }
}

TEST(FewerPieces, RenumbersBertsOwnPostProcessor) {
  auto json = nlohmann::json::parse(samples::LettersTokenizer());
  json["added_tokens"] = nlohmann::json::array();
  json["model"]["vocab"].erase("[PAD]");
  json["post_processor"] = {
      {"type", "BertProcessing"}, {"sep", {"[SEP]", 3}}, {"cls", {"[CLS]", 2}}};
  const auto fewer = KeepPieces(json.dump(), {});
  ASSERT_TRUE(fewer) << fewer.error().message;
  const auto small = text::Tokenizer::FromJson(fewer->tokenizer_json);
  ASSERT_TRUE(small) << small.error().message;
  EXPECT_THAT(Ids(**small, "."), ElementsAre(1, 3, 2));
}

TEST(FewerPieces, RefusesWhatItCannotKeepExact) {
  const auto code = [](const std::string& json) {
    const auto fewer = KeepPieces(json, {});
    return fewer ? std::optional<Code>() : fewer.error().code;
  };
  EXPECT_EQ(code(R"({"model": {"type": "BPE", "vocab": {}}})"), Code::kUnsupported);
  EXPECT_EQ(code(R"({"model": {"type": "WordPiece"}})"), Code::kInvalidArgument);
  EXPECT_EQ(code(R"({"model": {"type": "WordPiece", "vocab": {"a": "b"}}})"),
            Code::kInvalidArgument);
  EXPECT_EQ(code("{"), Code::kInvalidArgument);
}

}  // namespace
}  // namespace redquill::train
