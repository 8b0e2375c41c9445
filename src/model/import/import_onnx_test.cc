#include "model/import/import_onnx.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "base/file.h"
#include "base/sha256.h"
#include "model/onnx/exported/interface.h"
#include "model/onnx/graph.h"
#include "model/onnx/summary.h"
#include "tests/support/tiny_checkpoint.h"

namespace redquill::model {
namespace {

using testing::HasSubstr;

class ImportOnnxTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = testing::TempDir() + "rq_import_onnx_" + std::to_string(::getpid());
    options_.name = "tiny";
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  void Copy(const std::string& name) { samples::CopyExported(name, folder_); }
  std::string Path(const std::string& file) const { return folder_ + "/" + file; }
  Result<Imported> Import() { return ImportOnnx({Path("model.onnx"), folder_}, options_); }
  Error Refusal() {
    const auto imported = Import();
    EXPECT_FALSE(imported);
    return imported ? Error{} : imported.error();
  }
  void Write(const std::string& file, const std::string& text) {
    ASSERT_TRUE(WriteFileAtomically(Path(file), text));
  }
  void WriteGraph(onnx::Graph* graph) { Write("model.onnx", *graph->Serialize()); }

  std::string folder_;
  ImportOptions options_;
};

TEST_F(ImportOnnxTest, FillsTheManifest) {
  Copy("bert");
  options_.scale = {.min = 0, .max = 3, .step = 1};
  options_.licence = "MIT";
  const auto imported = Import();
  ASSERT_TRUE(imported) << imported.error().message;
  const Manifest& m = imported->manifest;
  EXPECT_EQ(m.architecture, "bert");
  EXPECT_EQ(m.engine, "onnx");
  EXPECT_EQ(m.max_tokens, 48u);
  ASSERT_EQ(m.outputs.size(), 1u);
  EXPECT_EQ(m.outputs[0].name, "holistic");
  EXPECT_EQ(m.outputs[0].scale, options_.scale);
  EXPECT_EQ(m.config.at("precision"), "fp32");
  EXPECT_EQ(m.config.at("operators"), "standard");
  EXPECT_TRUE(WriteManifest(m)) << WriteManifest(m).error().message;
  EXPECT_EQ(imported->tokenizer, samples::LettersTokenizer());
  EXPECT_EQ(imported->sources.at("model.onnx"), Sha256Hex(*ReadFile(Path("model.onnx"), 1 << 20)));
  EXPECT_TRUE(imported->sources.contains("config.json"));
  EXPECT_THAT(imported->card, HasSubstr(imported->sources.at("model.onnx")));
  EXPECT_GT(imported->model.parameters, 4000);
  const auto summary = onnx::Summarise(imported->model.onnx);
  ASSERT_TRUE(summary);
  EXPECT_EQ(summary->metadata.at("redquill.vocabulary"), "61");
  EXPECT_EQ(summary->metadata.at("redquill.padding"), "0");
  EXPECT_EQ(summary->metadata.at("redquill.max_tokens"), "48");
}

TEST_F(ImportOnnxTest, LabelsAreTheScalesPointsOrTraits) {
  Copy("distilbert_classes");
  const auto classes = Import();
  ASSERT_TRUE(classes) << classes.error().message;
  EXPECT_EQ(classes->manifest.outputs.size(), 1u);
  EXPECT_EQ(classes->model.outputs, 1);
  options_.labels = Labels::kTraits;
  EXPECT_EQ(Import()->manifest.outputs.size(), 6u);
  options_.labels = Labels::kByConfiguration;
  options_.scale = {.min = 1, .max = 5, .step = 1};
  EXPECT_THAT(Refusal().message, HasSubstr("6 labels, the scale 5 points"));
  Copy("gpt2");  // Its config.json says problem_type regression, and the labels' names.
  const auto traits = Import();
  ASSERT_TRUE(traits) << traits.error().message;
  ASSERT_EQ(traits->manifest.outputs.size(), 2u);
  EXPECT_EQ(traits->manifest.outputs[0].name, "cohesion");
  EXPECT_EQ(traits->manifest.config.at("operators"), "exported");  // A decoder: no batches.
}

TEST_F(ImportOnnxTest, WeightsInOtherFilesComeIn) {
  Copy("roberta");
  const auto imported = Import();
  ASSERT_TRUE(imported) << imported.error().message;
  EXPECT_TRUE(imported->sources.contains("weights.bin"));
  EXPECT_GT(imported->model.onnx.size(), std::filesystem::file_size(Path("weights.bin")));
  EXPECT_EQ(imported->model.onnx.find("weights.bin"), std::string::npos);
  EXPECT_EQ(imported->manifest.max_tokens, 48u);  // 50 positions, of which two are before a text.
  Write("weights.bin", "cut off");
  EXPECT_THAT(Refusal().message, HasSubstr("has not where they should be"));
  std::filesystem::remove(Path("weights.bin"));
  const Error missing = Refusal();
  EXPECT_EQ(missing.code, Code::kNotFound);
  EXPECT_THAT(missing.message, HasSubstr("'weights.bin'"));
}

TEST_F(ImportOnnxTest, WithoutAConfigurationTheGraphMustDo) {
  Copy("bert");
  std::filesystem::remove(Path("config.json"));
  const auto imported = Import();
  ASSERT_TRUE(imported) << imported.error().message;
  EXPECT_EQ(imported->manifest.architecture, "onnx");
  EXPECT_EQ(imported->manifest.max_tokens, 512u);
  options_.max_tokens = 30;
  EXPECT_EQ(Import()->manifest.max_tokens, 30u);
  options_.max_tokens = 1 << 20;
  EXPECT_THAT(Refusal().message, HasSubstr("max_tokens must be at most"));
}

TEST_F(ImportOnnxTest, NeedsItsTokenizer) {
  Copy("bert");
  std::filesystem::remove(Path("tokenizer.json"));
  EXPECT_THAT(Refusal().message, HasSubstr("neither a tokenizer.json nor vocab.txt"));
  std::filesystem::remove(Path("config.json"));
  const Error none = Refusal();
  EXPECT_EQ(none.code, Code::kNotFound);
  EXPECT_THAT(none.message, HasSubstr("no tokenizer.json"));
  std::string beyond = samples::LettersTokenizer();
  beyond.replace(beyond.find("\"and\": 60"), 9, "\"and\": 61");
  Write("tokenizer.json", beyond);
  const Error other = Refusal();
  EXPECT_EQ(other.code, Code::kInvalidArgument);
  EXPECT_THAT(other.message, HasSubstr("embeddings for 61 tokens"));
}

TEST_F(ImportOnnxTest, WhatIsNoSuchGraphIsRefused) {
  Copy("bert");
  Write("model.onnx", "no graph");
  EXPECT_EQ(Refusal().code, Code::kCorrupt);
  onnx::Graph image;
  const auto pixels = image.Input("pixel_values", onnx::Element::kFloat, {"batch", "length"});
  image.Output(pixels, "logits", onnx::Element::kFloat, {"batch", int64_t{1}});
  WriteGraph(&image);
  const Error refused = Refusal();
  EXPECT_THAT(refused.message, HasSubstr("'pixel_values' that no essay gives"));
  EXPECT_THAT(refused.message, HasSubstr("model.onnx"));
  std::filesystem::remove(Path("model.onnx"));
  EXPECT_EQ(Refusal().code, Code::kNotFound);
}

// What was adopted has this program's inputs and result, and can be adopted again.
TEST_F(ImportOnnxTest, TheResultIsAGraphOfThisPrograms) {
  Copy("bert");
  const auto once = Import();
  ASSERT_TRUE(once) << once.error().message;
  const auto outline = onnx::ReadOutline(once->model.onnx);
  ASSERT_TRUE(outline);
  ASSERT_EQ(outline->inputs.size(), 2u);
  for (const auto& input : outline->inputs) {
    EXPECT_EQ(input.element, static_cast<uint64_t>(onnx::Element::kInt32)) << input.name;
  }
  ASSERT_EQ(outline->outputs.size(), 1u);
  EXPECT_EQ(outline->outputs[0].name, "values");
  Write("model.onnx", once->model.onnx);
  const auto twice = Import();
  ASSERT_TRUE(twice) << twice.error().message;
  EXPECT_EQ(onnx::Summarise(twice->model.onnx)->metadata.size(),
            onnx::Summarise(once->model.onnx)->metadata.size());
}

}  // namespace
}  // namespace redquill::model
