// ONNX files that PyTorch's exporter wrote, run beside what the models they came from say.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "engine/onnx/onnx_engine.h"
#include "model/import/import_onnx.h"
#include "tests/support/paths.h"
#include "tests/support/tiny_checkpoint.h"
#include "tests/support/tiny_model.h"

namespace redquill::engine::onnx {
namespace {

constexpr double kBound = 1e-5;  // Of values of the size of 1.

struct Case {
  std::vector<int32_t> ids;
  std::vector<double> values;
};

// The mean of the points 1 to n under the labels' probabilities.
double MeanPoint(const std::vector<double>& logits) {
  double sum = 0, mean = 0;
  for (size_t i = 0; i < logits.size(); ++i) {
    sum += std::exp(logits[i]);
    mean += std::exp(logits[i]) * static_cast<double>(i + 1);
  }
  return mean / sum;
}

class ExportedTest : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    folder_ = testing::TempDir() + "rq_exported_" + std::to_string(::getpid());
    samples::CopyExported(GetParam(), folder_);
    auto library = Library::Load();
    ASSERT_TRUE(library) << library.error().message;
    const auto imported =
        model::ImportOnnx({folder_ + "/model.onnx", folder_}, {.name = "exported"});
    ASSERT_TRUE(imported) << imported.error().message;
    auto engine = OnnxEngine::LoadBytes(*library, tests::AsBytes(imported->model.onnx), {48});
    ASSERT_TRUE(engine) << engine.error().message;
    engine_ = *std::move(engine);
    const bool classes = GetParam().ends_with("_classes");
    const auto golden = nlohmann::json::parse(*ReadFile(folder_ + "/golden.json", 1 << 20));
    for (const auto& one : golden.at("cases")) {
      const std::vector<double> logits = one.at("logits");
      cases_.push_back({one.at("ids"), classes ? std::vector{MeanPoint(logits)} : logits});
    }
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  static void ExpectNear(const std::vector<double>& got, const std::vector<double>& wanted) {
    ASSERT_EQ(got.size(), wanted.size());
    for (size_t i = 0; i < got.size(); ++i) EXPECT_NEAR(got[i], wanted[i], kBound);
  }

  std::string folder_;
  std::unique_ptr<const OnnxEngine> engine_;
  std::vector<Case> cases_;
};

TEST_P(ExportedTest, GivesWhatTheModelGave) {
  ASSERT_GE(cases_.size(), 4u);
  EXPECT_EQ(cases_.front().ids.size(), 1u);
  for (const Case& one : cases_) {
    SCOPED_TRACE(one.ids.size());
    Input input;
    input.tokens = one.ids;
    const auto output = engine_->Run(input, {});
    ASSERT_TRUE(output) << output.error().message;
    ExpectNear(output->raw, one.values);
  }
}

TEST_P(ExportedTest, BatchesKeepTextsApart) {
  std::vector<std::span<const int32_t>> texts;
  for (const Case& one : cases_) texts.push_back(one.ids);
  const auto outputs = engine_->RunBatch(texts);
  if (GetParam() == "gpt2") {  // A decoder: its graph is wrong in batches.
    EXPECT_EQ(outputs.error().code, Code::kUnsupported);
    return;
  }
  ASSERT_TRUE(outputs) << outputs.error().message;
  for (size_t i = 0; i < cases_.size(); ++i) {
    SCOPED_TRACE(cases_[i].ids.size());
    ExpectNear((*outputs)[i].raw, cases_[i].values);
  }
}

std::vector<std::string> Exported() {
  std::vector<std::string> names;
  for (const auto& entry :
       std::filesystem::directory_iterator(tests::SourcePath("tests/golden/exported"))) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

INSTANTIATE_TEST_SUITE_P(Files, ExportedTest, testing::ValuesIn(Exported()),
                         [](const auto& each) { return each.param; });

// A graph that mixes up the texts of a batch, though nothing says so, is found out before it is
// given any: here a decoder whose config.json is gone.
TEST(ExportedDecoderTest, IsFoundToMixTextsUp) {
  const std::string folder = testing::TempDir() + "rq_exported_one_" + std::to_string(::getpid());
  samples::CopyExported("gpt2", folder);
  std::filesystem::remove(folder + "/config.json");
  model::ImportOptions options{.name = "one"};
  options.labels = model::Labels::kTraits;
  options.max_tokens = 48;
  const auto imported = model::ImportOnnx({folder + "/model.onnx", folder}, options);
  ASSERT_TRUE(imported) << imported.error().message;
  EXPECT_EQ(imported->manifest.config.at("operators"), "standard");
  auto library = Library::Load();
  ASSERT_TRUE(library);
  EngineSettings settings;
  settings.batch_tokens = 1000;
  const auto engine =
      OnnxEngine::LoadBytes(*library, tests::AsBytes(imported->model.onnx), {48}, settings);
  ASSERT_TRUE(engine) << engine.error().message;
  EXPECT_FALSE((*engine)->batches());
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace redquill::engine::onnx
