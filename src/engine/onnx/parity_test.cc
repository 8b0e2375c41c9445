// Every golden checkpoint, written in every flavour, beside what the reference says of it.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "engine/onnx/onnx_engine.h"
#include "model/hf/checkpoint.h"
#include "model/onnx/model_writer.h"
#include "tests/support/paths.h"

namespace redquill::engine::onnx {
namespace {

using model::onnx::Operators;
using model::onnx::Precision;

struct Case {
  std::vector<int32_t> ids;
  std::vector<double> values;
};

std::string Folder(const std::string& name) {
  return tests::SourcePath("tests/golden/checkpoints/") + name;
}

std::vector<Case> Golden(const std::string& name) {
  const auto text = ReadFile(Folder(name) + "/golden.json", 1 << 20);
  std::vector<Case> cases;
  const auto json = nlohmann::json::parse(*text);
  for (const auto& c : json.at("cases")) {
    cases.push_back({c.at("ids"), c.at("values")});
  }
  return cases;
}

// The largest difference, relative to the largest value of the answer.
double Difference(const std::vector<double>& got, const std::vector<double>& wanted) {
  EXPECT_EQ(got.size(), wanted.size());
  double difference = 0, largest = 1e-3;
  for (size_t i = 0; i < std::min(got.size(), wanted.size()); ++i) {
    difference = std::max(difference, std::fabs(got[i] - wanted[i]));
    largest = std::max(largest, std::fabs(wanted[i]));
  }
  return difference / largest;
}

class ParityTest : public testing::TestWithParam<std::string> {
 protected:
  static void SetUpTestSuite() {
    auto loaded = Library::Load();
    ASSERT_TRUE(loaded) << loaded.error().message;
    library_ = *loaded;
  }
  static void TearDownTestSuite() { library_.reset(); }

  std::unique_ptr<const OnnxEngine> Engine(Precision precision, Operators operators) {
    const auto config = model::hf::ReadConfigFile(Folder(GetParam()));
    const auto checkpoint = model::hf::Checkpoint::Open(Folder(GetParam()));
    EXPECT_TRUE(config) << config.error().message;
    EXPECT_TRUE(checkpoint) << checkpoint.error().message;
    model::onnx::WriteOptions options{precision, operators, 0, model::onnx::Pooling::kMean, false};
    if (!config->classifier) options.unit_length = true;
    if (config->architecture == model::hf::Architecture::kDebertaV2 && !config->position_table) {
      // Relative positions go on past the trained length.
      for (const Case& c : Golden(GetParam())) {
        options.max_tokens = std::max(options.max_tokens, static_cast<int64_t>(c.ids.size()));
      }
    }
    const auto written = WriteModel(*config, **checkpoint, options);
    EXPECT_TRUE(written) << written.error().message;
    if (!written) return nullptr;
    auto engine = OnnxEngine::LoadBytes(
        library_, {reinterpret_cast<const std::byte*>(written->onnx.data()), written->onnx.size()},
        {});
    EXPECT_TRUE(engine) << engine.error().message;
    return engine ? *std::move(engine) : nullptr;
  }

  std::vector<Output> Answers(Precision precision, Operators operators) {
    std::vector<Output> outputs;
    const auto engine = Engine(precision, operators);
    if (!engine) return outputs;
    for (const Case& c : Golden(GetParam())) {
      Input input;
      input.tokens = c.ids;
      const auto output = engine->Run(input, {});
      EXPECT_TRUE(output) << output.error().message;
      if (output) outputs.push_back(*output);
    }
    return outputs;
  }

  // Each answer within `bound` of its own largest value.
  void ExpectEach(Precision precision, Operators operators, double bound) {
    const std::vector<Case> cases = Golden(GetParam());
    const std::vector<Output> outputs = Answers(precision, operators);
    ASSERT_EQ(outputs.size(), cases.size());
    for (size_t i = 0; i < cases.size(); ++i) {
      EXPECT_LT(Difference(outputs[i].raw, cases[i].values), bound) << "case " << i;
    }
  }

  // Each answer within `bound` of the largest value of all cases: rounding weights moves answers by
  // a part of their usual size, not of what this text happens to give.
  void ExpectAll(Precision precision, Operators operators, double bound) {
    const std::vector<Case> cases = Golden(GetParam());
    const std::vector<Output> outputs = Answers(precision, operators);
    ASSERT_EQ(outputs.size(), cases.size());
    std::vector<double> got, wanted;
    for (size_t i = 0; i < cases.size(); ++i) {
      got.insert(got.end(), outputs[i].raw.begin(), outputs[i].raw.end());
      wanted.insert(wanted.end(), cases[i].values.begin(), cases[i].values.end());
    }
    EXPECT_LT(Difference(got, wanted), bound);
  }

  static std::shared_ptr<const Library> library_;
};

std::shared_ptr<const Library> ParityTest::library_;

TEST_P(ParityTest, Fp32Fused) { ExpectEach(Precision::kFp32, Operators::kFused, 2e-5); }

TEST_P(ParityTest, Fp32Standard) { ExpectEach(Precision::kFp32, Operators::kStandard, 2e-5); }

// Tiny random models are far more sensitive than trained ones: nothing in them is redundant.
TEST_P(ParityTest, Int8Fused) { ExpectAll(Precision::kInt8, Operators::kFused, 0.08); }

TEST_P(ParityTest, Int8Standard) { ExpectAll(Precision::kInt8, Operators::kStandard, 0.08); }

TEST_P(ParityTest, Fp16Standard) { ExpectAll(Precision::kFp16, Operators::kStandard, 0.005); }

// A text padded in a batch gets what it gets alone.
TEST_P(ParityTest, BatchesKeepTextsApart) {
  const auto engine = Engine(Precision::kFp32, Operators::kStandard);
  ASSERT_TRUE(engine);
  const std::vector<Case> cases = Golden(GetParam());
  std::vector<std::span<const int32_t>> texts;
  for (const Case& c : cases) texts.push_back(c.ids);
  const auto outputs = engine->RunBatch(texts);
  ASSERT_TRUE(outputs) << outputs.error().message;
  for (size_t i = 0; i < cases.size(); ++i) {
    EXPECT_LT(Difference((*outputs)[i].raw, cases[i].values), 2e-5) << "text " << i;
  }
}

std::vector<std::string> Checkpoints() {
  std::vector<std::string> names;
  for (const auto& entry :
       std::filesystem::directory_iterator(tests::SourcePath("tests/golden/checkpoints"))) {
    if (entry.is_directory()) names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

INSTANTIATE_TEST_SUITE_P(Checkpoints, ParityTest, testing::ValuesIn(Checkpoints()),
                         [](const auto& each) { return each.param; });

}  // namespace
}  // namespace redquill::engine::onnx
