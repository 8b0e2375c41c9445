#include "text/tokenizer/tokenizer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "base/file.h"
#include "tests/support/paths.h"
#include "text/tokenizer/vocabulary.h"

namespace redquill::text {
namespace {

using testing::HasSubstr;

constexpr const char* kModel =
    R"("model": {"type": "WordLevel", "vocab": {"a": 0, "b": 1, "?": 2}, "unk_token": "?"})";

Error Refusal(const std::string& json) {
  const auto tokenizer = Tokenizer::FromJson(json);
  return tokenizer ? Error{} : tokenizer.error();
}

Error RefusalOf(const std::string& members) { return Refusal("{" + members + ", " + kModel + "}"); }

TEST(Tokenizer, NamesAPartThatItDoesNotDoExactly) {
  struct Case {
    const char *members, *named;
  };
  const Case cases[] = {
      {R"("normalizer": {"type": "Shout"})", "'Shout'"},
      {R"("normalizer": {"type": "Sequence", "normalizers": [{"type": "ByteLevel"}]})",
       "normalizer.normalizers[0]"},
      {R"("pre_tokenizer": {"type": "UnicodeScripts"})", "'UnicodeScripts'"},
      {R"("pre_tokenizer": {"type": "Split", "pattern": {"Regex": "[a-c]+"},
          "behavior": "Isolated", "invert": false})",
       "[a-c]+"},
      {R"("post_processor": {"type": "Echo"})", "'Echo'"},
      {R"("version": "2.0")", "version"},
  };
  for (const Case& c : cases) {
    const Error error = RefusalOf(c.members);
    EXPECT_EQ(error.code, Code::kUnsupported) << c.members;
    EXPECT_THAT(error.message, HasSubstr(c.named));
  }
  const Error dropout =
      Refusal(R"({"model": {"type": "BPE", "dropout": 0.1, "vocab": {"a": 0}, "merges": []}})");
  EXPECT_EQ(dropout.code, Code::kUnsupported);
  EXPECT_THAT(dropout.message, HasSubstr("dropout"));
  EXPECT_EQ(Refusal(R"({"model": {"type": "Morpheme"}})").code, Code::kUnsupported);
}

TEST(Tokenizer, RefusesAFileThatContradictsItself) {
  const char* files[] = {
      "",
      "{",
      "[]",
      "{}",
      R"({"model": {"type": "WordLevel", "unk_token": "?"}})",
      R"({"model": {"type": "WordLevel", "vocab": {"a": 0, "b": 0}, "unk_token": "?"}})",
      R"({"model": {"type": "WordLevel", "vocab": {"a": -1}, "unk_token": "?"}})",
      R"({"model": {"type": "WordLevel", "vocab": {"a": 99999999999}, "unk_token": "?"}})",
      R"({"model": {"type": "BPE", "vocab": {"a": 0, "b": 1}, "merges": [["a", "b"]]}})",
      R"({"model": {"type": "BPE", "vocab": {"a": 0}, "merges": ["a"]}})",
      R"({"model": {"type": "Unigram", "vocab": [["a", 0], ["a", 1]], "unk_id": 0}})",
      R"({"model": {"type": "Unigram", "vocab": [["a", 0]], "unk_id": 1}})",
      R"({"model": {"type": "BPE", "vocab": {"a": 3, "b": 3}, "merges": []}})",
      R"({"model": {"type": "BPE", "vocab": {"a": 3, "a": 4}, "merges": []}})",
      R"({"model": {"type": "WordLevel", "vocab": {"a": 4000000}, "unk_token": "?"}})",
  };
  for (const char* file : files) EXPECT_EQ(Refusal(file).code, Code::kInvalidArgument) << file;
  EXPECT_EQ(RefusalOf(R"("added_tokens": [{"id": 7, "content": "c", "single_word": false,
      "lstrip": false, "rstrip": false, "normalized": false, "special": true}])")
                .code,
            Code::kInvalidArgument);
  EXPECT_THAT(RefusalOf(R"("post_processor": {"type": "BertProcessing", "sep": ["b", 1],
      "cls": ["c", 3]})")
                  .message,
              HasSubstr("beyond the vocabulary"));
}

std::string Nested(const std::string& type, const std::string& list, int depth) {
  std::string open, close;
  for (int i = 0; i < depth; ++i) {
    open += "{\"type\": \"Sequence\", \"" + list + "\": [";
    close += "]}";
  }
  return open + type + close;
}

TEST(Tokenizer, RefusesAFileThatIsTooDeepOrTooLarge) {
  const std::string nfc = R"({"type": "NFC"})";
  EXPECT_EQ(RefusalOf("\"normalizer\": " + Nested(nfc, "normalizers", 4)).message, "");
  EXPECT_EQ(RefusalOf("\"normalizer\": " + Nested(nfc, "normalizers", 40)).code, Code::kTooLarge);
  EXPECT_EQ(Refusal("{\"model\": " + std::string(100'000, '[')).code, Code::kTooLarge);
  EXPECT_EQ(Refusal(std::string(kMaxTokenizerBytes + 1, ' ')).code, Code::kTooLarge);
}

TEST(Tokenizer, RefusesStepsThatWouldFillTheMemoryWithOneEssay) {
  const auto steps = [](const std::string& step, int count) {
    std::string list = step;
    for (int i = 1; i < count; ++i) list += ", " + step;
    return list;
  };
  const std::string doubled = R"({"type": "Replace", "pattern": {"String": "a"}, "content": "aa"})";
  const std::string bytes =
      R"({"type": "ByteLevel", "add_prefix_space": false, "use_regex": false})";
  const auto normalizer = [&](int count) {
    return RefusalOf("\"normalizer\": {\"type\": \"Sequence\", \"normalizers\": [" +
                     steps(doubled, count) + "]}");
  };
  EXPECT_EQ(normalizer(9).message, "");
  EXPECT_EQ(normalizer(10).code, Code::kUnsupported);
  EXPECT_THAT(normalizer(30).message, HasSubstr("1000 times longer"));
  EXPECT_EQ(RefusalOf("\"pre_tokenizer\": {\"type\": \"Sequence\", \"pretokenizers\": [" +
                      steps(bytes, 12) + "]}")
                .code,
            Code::kUnsupported);
}

TEST(Tokenizer, SaysThatAnUnknownCharacterHasNoToken) {
  const auto tokenizer = Tokenizer::FromJson(
      R"({"model": {"type": "WordLevel", "vocab": {"a": 0}, "unk_token": "?"}})");
  ASSERT_TRUE(tokenizer);
  EXPECT_EQ((*tokenizer)->Encode("b", 0).error().code, Code::kInvalidArgument);
  EXPECT_EQ((*tokenizer)->Find("a"), 0);
  EXPECT_EQ((*tokenizer)->Find("b"), -1);
  EXPECT_EQ((*tokenizer)->vocabulary(), 1u);
}

// "ll" + "l" and "l" + "ll" are worth the same but for the last bit of their scores, so the cut
// hangs on how the scores were read. The ids are those of tokenizers 0.23.3.
TEST(Tokenizer, CutsATieAsTheReferenceDoes) {
  const auto json = ReadFile(tests::SourcePath("tests/data/tokenizers/deberta.json"), 1 << 24);
  ASSERT_TRUE(json);
  const auto tokenizer = Tokenizer::FromJson(*json);
  ASSERT_TRUE(tokenizer);
  EXPECT_THAT((*tokenizer)->Encode("polllution", 0)->ids,
              testing::ElementsAre(1, 4, 39, 15, 137, 19, 55, 111, 2));
  EXPECT_THAT((*tokenizer)->Encode("volleyballl", 0)->ids,
              testing::ElementsAre(1, 4, 333, 15, 137, 9, 17, 27, 13, 19, 137, 2));
}

}  // namespace
}  // namespace redquill::text
