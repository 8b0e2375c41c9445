// Vocabulary files against what transformers' fast classes make of them;
// tests/golden/make_vocabulary_files_golden.py wrote both.
#include "model/tokenizer/convert.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "tests/support/paths.h"
#include "text/tokenizer/tokenizer.h"
#include "text/utf8.h"

namespace redquill::model {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;

const std::string kFolders = tests::SourcePath("tests/data/tokenizers/folders/");

const json& Golden() {
  static const json golden = json::parse(*ReadFile(kFolders + "golden.json", 1 << 24));
  return golden;
}

hf::Architecture ArchitectureOf(const std::string& type) {
  using enum hf::Architecture;
  for (const auto architecture : {kBert, kDistilBert, kRoberta, kDebertaV2, kGpt2, kLlama}) {
    if (hf::NameOf(architecture) == type) return architecture;
  }
  ADD_FAILURE() << type;
  return kBert;
}

class ConvertTest : public testing::Test {
 protected:
  void SetUp() override {
    dir_ = testing::TempDir() + "rq_convert_" + std::to_string(::getpid());
    Empty();
  }
  void TearDown() override { fs::remove_all(dir_); }

  void Empty() {
    fs::remove_all(dir_);
    fs::create_directories(dir_);
  }
  void Copy(const std::string& folder) {
    Empty();
    fs::copy(kFolders + folder, dir_);
  }
  void Write(const std::string& name, const std::string& text) {
    ASSERT_TRUE(WriteFileAtomically(dir_ + "/" + name, text));
  }
  std::string Text(const std::string& name) { return *ReadFile(dir_ + "/" + name, 1 << 24); }
  Error Refusal(const std::string& type) {
    const auto converted = ConvertTokenizer(dir_, ArchitectureOf(type));
    return converted ? Error{} : converted.error();
  }

  std::string dir_;
};

json InBytes(const json& offsets, const std::string& text) {
  std::vector<size_t> starts;
  for (size_t i = 0; i < text.size(); i += text::CharLength(static_cast<unsigned char>(text[i]))) {
    starts.push_back(i);
  }
  starts.push_back(text.size());
  json bytes = json::array();
  for (const json& o : offsets) {
    bytes.push_back({starts[o[0].get<size_t>()], starts[o[1].get<size_t>()]});
  }
  return bytes;
}

TEST_F(ConvertTest, CutsAsTheReferencesFastClassesDo) {
  ASSERT_EQ(Golden()["cases"].size(), 11u);
  for (const json& one : Golden()["cases"]) {
    SCOPED_TRACE(one["name"].get<std::string>());
    Copy(one["folder"]);
    Write("tokenizer_config.json", one["config"].dump());
    const auto converted = ConvertTokenizer(dir_, ArchitectureOf(one["model_type"]));
    ASSERT_TRUE(converted) << converted.error().message;
    EXPECT_THAT(converted->files, testing::Contains("tokenizer_config.json"));
    const auto tokenizer = text::Tokenizer::FromJson(converted->json);
    ASSERT_TRUE(tokenizer) << tokenizer.error().message;
    for (size_t i = 0; i < Golden()["texts"].size(); ++i) {
      const std::string text = Golden()["texts"][i];
      SCOPED_TRACE(text);
      const auto tokens = (*tokenizer)->Encode(text, 0);
      ASSERT_TRUE(tokens) << tokens.error().message;
      EXPECT_EQ(json(tokens->ids), one["encodings"][i]["ids"]);
      json offsets = json::array();
      for (const auto& range : tokens->offsets) offsets.push_back({range.begin, range.end});
      EXPECT_EQ(offsets, InBytes(one["encodings"][i]["offsets"], text));
    }
  }
}

TEST_F(ConvertTest, TakesSpecialTokensAndIdsFromTheFoldersOtherFiles) {
  Copy("deberta");
  const auto plain = ConvertTokenizer(dir_, hf::Architecture::kDebertaV2);
  ASSERT_TRUE(plain) << plain.error().message;
  const auto added = json::parse(plain->json)["added_tokens"];
  const json& mask = added.back();
  EXPECT_EQ(mask["content"], "[MASK]");
  Write("added_tokens.json", "{\"[MASK]\": " + mask["id"].dump() + "}");
  Write("special_tokens_map.json", R"({"mask_token": "[MASK]", "unk_token": "[UNK]"})");
  const auto told = ConvertTokenizer(dir_, hf::Architecture::kDebertaV2);
  ASSERT_TRUE(told) << told.error().message;
  EXPECT_EQ(told->json, plain->json);
  Write("added_tokens.json", R"({"[MASK]": 7})");
  EXPECT_THAT(Refusal("deberta-v2").message, HasSubstr("'[MASK]' the id 7"));
  Write("added_tokens.json", R"({"[TITLE]": 341})");
  EXPECT_THAT(Refusal("deberta-v2").message, HasSubstr("[TITLE]"));
}

TEST_F(ConvertTest, SaysWhichFileIsAbsent) {
  EXPECT_EQ(Refusal("bert").code, Code::kNotFound);
  EXPECT_THAT(Refusal("bert").message, HasSubstr("vocab.txt"));
  EXPECT_THAT(Refusal("llama").message, HasSubstr("tokenizer.model"));
  Copy("roberta");
  fs::remove(dir_ + "/merges.txt");
  EXPECT_THAT(Refusal("roberta").message, HasSubstr("merges.txt"));
}

TEST_F(ConvertTest, RefusesWhatItDoesNotConvertExactly) {
  Copy("bert");
  Write("tokenizer_config.json", R"({"tokenizer_class": "BertJapaneseTokenizer"})");
  EXPECT_EQ(Refusal("bert").code, Code::kUnsupported);
  EXPECT_THAT(Refusal("bert").message, HasSubstr("BertJapaneseTokenizer"));
  Write("tokenizer_config.json", R"({"do_basic_tokenize": false})");
  EXPECT_EQ(Refusal("bert").code, Code::kUnsupported);
  Write("tokenizer_config.json", R"({"do_lower_case": "yes"})");
  EXPECT_EQ(Refusal("bert").code, Code::kInvalidArgument);
  Copy("llama");
  Write("tokenizer_config.json", R"({"legacy": false})");
  EXPECT_EQ(Refusal("llama").code, Code::kUnsupported);
  // Each kind of model in the place of the other.
  fs::rename(dir_ + "/tokenizer.model", dir_ + "/spm.model");
  EXPECT_EQ(Refusal("deberta-v2").code, Code::kUnsupported);
  Copy("deberta");
  fs::rename(dir_ + "/spm.model", dir_ + "/tokenizer.model");
  EXPECT_EQ(Refusal("llama").code, Code::kUnsupported);
}

TEST_F(ConvertTest, RefusesVocabularyFilesThatAreCutOff) {
  Copy("bert");
  const std::string vocab = Text("vocab.txt");
  Write("vocab.txt", vocab.substr(0, vocab.size() - 3));
  EXPECT_THAT(Refusal("bert").message, HasSubstr("cut off"));
  Write("vocab.txt", vocab + "[PAD]\n");
  EXPECT_THAT(Refusal("bert").message, HasSubstr("twice"));
  Write("vocab.txt", "\xff\n");
  EXPECT_EQ(Refusal("bert").code, Code::kBadEncoding);
  Copy("roberta");
  const std::string merges = Text("merges.txt");
  Write("merges.txt", merges.substr(0, merges.size() - 1));
  EXPECT_THAT(Refusal("roberta").message, HasSubstr("cut off"));
  Write("merges.txt", merges + "a b c\n");
  EXPECT_THAT(Refusal("roberta").message, HasSubstr("no two tokens in line"));
  Write("merges.txt", "a b\n");
  EXPECT_THAT(Refusal("roberta").message, HasSubstr("#version"));
  Write("merges.txt", merges);
  Write("vocab.json", "{\"a\": -1}");
  EXPECT_EQ(Refusal("roberta").code, Code::kInvalidArgument);
}

}  // namespace
}  // namespace redquill::model
