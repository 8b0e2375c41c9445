#include "model/import/import.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "base/file.h"
#include "base/sha256.h"
#include "model/onnx/summary.h"
#include "tests/support/tiny_checkpoint.h"

namespace redquill::model {
namespace {

using testing::Each;
using testing::HasSubstr;

class ImportTest : public testing::Test {
 protected:
  void SetUp() override {
    options_.folder = testing::TempDir() + "rq_import_" + std::to_string(::getpid());
    options_.name = "tiny";
  }
  void TearDown() override { std::filesystem::remove_all(options_.folder); }
  void Copy(const std::string& checkpoint) { samples::CopyCheckpoint(checkpoint, options_.folder); }
  Error Refusal() {
    const auto imported = ImportCheckpoint(options_);
    EXPECT_FALSE(imported);
    return imported ? Error{} : imported.error();
  }
  void Replace(const std::string& file, const std::string& from, const std::string& to) {
    std::string text = *ReadFile(options_.folder + "/" + file, 1 << 20);
    const size_t at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
    ASSERT_TRUE(WriteFileAtomically(options_.folder + "/" + file, text));
  }

  ImportOptions options_;
};

TEST_F(ImportTest, FillsTheManifest) {
  Copy("bert");
  std::vector<uint64_t> done;
  options_.progress = [&](uint64_t taken, uint64_t all) {
    EXPECT_LE(taken, all);
    done.push_back(taken);
  };
  const auto imported = ImportCheckpoint(options_);
  ASSERT_TRUE(imported) << imported.error().message;
  const Manifest& m = imported->manifest;
  EXPECT_EQ(m.name, "tiny");
  EXPECT_EQ(m.architecture, "bert");
  EXPECT_EQ(m.engine, "onnx");
  EXPECT_EQ(m.max_tokens, 48u);
  EXPECT_EQ(m.licence, "not stated");
  ASSERT_EQ(m.outputs.size(), 1u);
  EXPECT_EQ(m.outputs[0].name, "holistic");
  EXPECT_FALSE(m.embeds());
  EXPECT_EQ(m.config.at("precision"), "fp32");
  EXPECT_EQ(m.config.at("operators"), "fused");
  EXPECT_EQ(m.config.at("lengths"), nlohmann::json::array({48}));
  EXPECT_TRUE(WriteManifest(m)) << WriteManifest(m).error().message;
  EXPECT_EQ(imported->tokenizer, samples::LettersTokenizer());
  EXPECT_THAT(imported->card, HasSubstr("2 layers of width 32"));
  EXPECT_EQ(imported->sources.at("model.safetensors"),
            Sha256Hex(*ReadFile(options_.folder + "/model.safetensors", 1 << 20)));
  EXPECT_THAT(imported->card, HasSubstr(imported->sources.at("model.safetensors")));
  ASSERT_FALSE(done.empty());
  EXPECT_TRUE(std::is_sorted(done.begin(), done.end()));
}

TEST_F(ImportTest, SaysPrecisionAndOperators) {
  Copy("distilbert");
  options_.precision = onnx::Precision::kInt8;
  options_.operators = onnx::Operators::kStandard;
  options_.labels = Labels::kTraits;
  options_.max_tokens = 30;
  const auto imported = ImportCheckpoint(options_);
  ASSERT_TRUE(imported) << imported.error().message;
  EXPECT_EQ(imported->manifest.outputs.size(), 3u);
  EXPECT_EQ(imported->manifest.max_tokens, 30u);
  const auto summary = onnx::Summarise(imported->model.onnx);
  ASSERT_TRUE(summary);
  EXPECT_EQ(summary->metadata.at("redquill.precision"), "int8");
  EXPECT_EQ(summary->metadata.at("redquill.operators"), "standard");
  options_.max_tokens = 49;
  EXPECT_THAT(Refusal().message, HasSubstr("positions for 48 tokens; 49 were asked for"));
}

TEST_F(ImportTest, AHeadScoresAndAnEncoderEmbeds) {
  Copy("bert_encoder");
  const Error bare = Refusal();
  EXPECT_EQ(bare.code, Code::kInvalidArgument);
  EXPECT_THAT(bare.message, HasSubstr("train one with redquill-train"));
  EXPECT_THAT(bare.message, HasSubstr("--embeddings"));
  options_.embeddings = true;
  const auto imported = ImportCheckpoint(options_);
  ASSERT_TRUE(imported) << imported.error().message;
  EXPECT_EQ(imported->manifest.embedding_width, 32u);
  EXPECT_EQ(imported->manifest.architecture, "bert-embedding");
  EXPECT_TRUE(imported->manifest.outputs.empty());
  EXPECT_TRUE(WriteManifest(imported->manifest));
  EXPECT_THAT(imported->card, HasSubstr("vector of 32 numbers"));
  Copy("bert");
  EXPECT_THAT(Refusal().message, HasSubstr("has a head that scores"));
}

TEST_F(ImportTest, NeedsItsOwnTokenizer) {
  Copy("bert");
  Replace("tokenizer.json", "\"and\": 60", "\"and\": 61");
  const Error beyond = Refusal();
  EXPECT_EQ(beyond.code, Code::kInvalidArgument);
  EXPECT_THAT(beyond.message, HasSubstr("ids up to 61"));
  EXPECT_THAT(beyond.message, HasSubstr("embeddings for 61 tokens"));
  ASSERT_TRUE(WriteFileAtomically(options_.folder + "/tokenizer.json", "{"));
  EXPECT_THAT(Refusal().message, HasSubstr("tokenizer.json: "));
  std::filesystem::remove(options_.folder + "/tokenizer.json");
  const Error none = Refusal();
  EXPECT_EQ(none.code, Code::kNotFound);
  EXPECT_THAT(none.message, HasSubstr("neither a tokenizer.json nor vocab.txt"));
}

TEST_F(ImportTest, MakesATokenizerOfVocabularyFiles) {
  Copy("bert");
  std::vector<std::string> tokens(61);
  const auto file = nlohmann::json::parse(samples::LettersTokenizer());
  for (const auto& [token, id] : file["model"]["vocab"].items()) tokens[id.get<size_t>()] = token;
  tokens[60] = "[MASK]";
  std::string lines;
  for (const std::string& token : tokens) lines += token + "\n";
  ASSERT_TRUE(WriteFileAtomically(options_.folder + "/vocab.txt", lines));
  std::filesystem::remove(options_.folder + "/tokenizer.json");
  const auto imported = ImportCheckpoint(options_);
  ASSERT_TRUE(imported) << imported.error().message;
  EXPECT_TRUE(imported->sources.contains("vocab.txt"));
  EXPECT_EQ(nlohmann::json::parse(imported->tokenizer)["model"]["vocab"]["garden"], 59);
  ASSERT_TRUE(WriteFileAtomically(options_.folder + "/vocab.txt", lines + "more\n"));
  EXPECT_THAT(Refusal().message, HasSubstr("embeddings for 61 tokens"));
}

TEST_F(ImportTest, NamesTensorsThatAreMissing) {
  Copy("bert");
  Replace("config.json", "\"num_hidden_layers\": 2", "\"num_hidden_layers\": 3");
  EXPECT_THAT(Refusal().message, HasSubstr("bert.encoder.layer.2.attention.self.query.weight"));
  Replace("config.json", "\"num_hidden_layers\": 3", "\"num_hidden_layers\": 1");
  EXPECT_THAT(Refusal().message,
              HasSubstr("gives no place: 'bert.encoder.layer.1.attention.output.LayerNorm.bias'"));
}

TEST_F(ImportTest, NamesAnAbsentHead) {
  Copy("bert_encoder");
  Replace("config.json", "\"BertModel\"", "\"BertForSequenceClassification\"");
  options_.scale = {.min = 1, .max = 2, .step = 1};
  EXPECT_THAT(Refusal().message, HasSubstr("tensors are missing: 'bert.pooler.dense.weight'"));
}

}  // namespace
}  // namespace redquill::model
