#include "engine/onnx/onnx_engine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <mutex>
#include <thread>

#include "tests/support/tiny_model.h"

namespace redquill::engine::onnx {
namespace {

using model::onnx::Operators;
using model::onnx::Precision;
using testing::HasSubstr;

class OnnxEngineTest : public testing::Test {
 protected:
  void SetUp() override {
    auto loaded = Library::Load();
    ASSERT_TRUE(loaded) << loaded.error().message;
    library_ = *loaded;
  }
  Result<std::unique_ptr<const OnnxEngine>> Load(const std::string& model,
                                                 const EngineSettings& settings = {}) {
    return OnnxEngine::LoadBytes(library_, tests::AsBytes(model), {4, 48}, settings);
  }
  static Result<Output> Run(const OnnxEngine& engine, const std::vector<int32_t>& ids) {
    Input input;
    input.tokens = ids;
    return engine.Run(input, {});
  }

  std::shared_ptr<const Library> library_;
};

TEST_F(OnnxEngineTest, SaysWhatItNeedsAndWhatRunsIt) {
  const auto engine = Load(tests::TinyModel());
  ASSERT_TRUE(engine) << engine.error().message;
  EXPECT_TRUE((*engine)->needs().tokens);
  EXPECT_FALSE((*engine)->needs().features);
  EXPECT_EQ((*engine)->Runtime(), "onnxruntime " + library_->version() + " cpu, fp32");
}

TEST_F(OnnxEngineTest, RefusesTokensThatTheModelCannotRead) {
  const auto engine = Load(tests::TinyModel());
  ASSERT_TRUE(engine) << engine.error().message;
  EXPECT_EQ(Run(**engine, {}).error().code, Code::kInvalidArgument);
  for (int32_t bad : {-1, 61, 1 << 30}) {
    const auto output = Run(**engine, {2, bad, 3});
    ASSERT_FALSE(output);
    EXPECT_EQ(output.error().code, Code::kInvalidArgument);
    EXPECT_THAT(output.error().message, HasSubstr("Token id " + std::to_string(bad)));
  }
  const auto output = Run(**engine, std::vector<int32_t>(49, 2));
  ASSERT_FALSE(output);
  EXPECT_EQ(output.error().code, Code::kTooLarge);
  EXPECT_THAT(output.error().message, HasSubstr("49 tokens; this model reads at most 48"));
  EXPECT_TRUE(Run(**engine, std::vector<int32_t>(48, 60)));
}

// Every thread gets, bit for bit, what a text gets alone.
TEST_F(OnnxEngineTest, AnAnswerDependsOnItsTextAlone) {
  for (Precision precision : {Precision::kFp32, Precision::kInt8}) {
    EngineSettings settings;
    settings.session.threads = 2;
    settings.session.keep_tokens = 20;
    const auto engine = Load(
        tests::TinyModel("bert_labels", {precision, Operators::kFused, 0, {}, false}), settings);
    ASSERT_TRUE(engine) << engine.error().message;
    std::vector<std::vector<int32_t>> texts;
    std::vector<std::vector<double>> alone;
    for (int i = 0; i < 16; ++i) {
      std::vector<int32_t> ids;
      for (int j = 0; j <= i * 3; ++j) ids.push_back((i * 7 + j * 11) % 61);
      texts.push_back(ids);
      alone.push_back(Run(**engine, ids).value().raw);
    }
    std::vector<int> wrong(4, 0);
    std::vector<std::thread> threads;
    for (size_t t = 0; t < wrong.size(); ++t) {
      threads.emplace_back([&, t] {
        for (size_t i = 0; i < 64; ++i) {
          const size_t which = (i * 5 + t) % texts.size();
          const auto output = Run(**engine, texts[which]);
          if (!output || output->raw != alone[which]) ++wrong[t];
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_THAT(wrong, testing::Each(0));
  }
}

// As on a GPU, but on the CPU: whoever shares a batch, a text's values are those that it gets
// alone.
TEST_F(OnnxEngineTest, BatchedTextsGetWhatTheyGetAlone) {
  const std::string model =
      tests::TinyModel("bert_labels", {Precision::kFp32, Operators::kStandard, 0, {}, false});
  EngineSettings settings;
  settings.batch_tokens = 200;
  const auto alone = Load(model), batched = Load(model, settings);
  ASSERT_TRUE(alone) << alone.error().message;
  ASSERT_TRUE(batched) << batched.error().message;
  EXPECT_FALSE((*alone)->batches());
  ASSERT_TRUE((*batched)->batches());
  std::vector<std::vector<int32_t>> texts;
  for (int i = 0; i < 16; ++i) {
    std::vector<int32_t> ids;
    for (int j = 0; j <= i * 3; ++j) ids.push_back((i * 7 + j * 11) % 61);
    if (ids.size() <= 48) texts.push_back(ids);
  }
  double furthest = 0;
  std::mutex mutex;
  std::vector<std::thread> threads;
  for (size_t t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (size_t i = 0; i < 64; ++i) {
        const auto& text = texts[(i * 5 + t) % texts.size()];
        const auto one = Run(**alone, text), other = Run(**batched, text);
        const std::lock_guard lock(mutex);
        ASSERT_TRUE(one && other);
        double largest = 1e-3, difference = 0;
        for (size_t k = 0; k < one->raw.size(); ++k) {
          largest = std::max(largest, std::fabs(one->raw[k]));
          difference = std::max(difference, std::fabs(one->raw[k] - other->raw.at(k)));
        }
        furthest = std::max(furthest, difference / largest);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_LT(furthest, 2e-5);
  const auto stats = *(*batched)->batches();
  EXPECT_GT(stats.largest, 1u);
  EXPECT_EQ(stats.texts, 8u * 64 + 2);  // And the two of the warm-up.
  EXPECT_LT(stats.runs, stats.texts);
  // A text that the model can't read never gets into a batch; one that comes too late neither.
  EXPECT_EQ(Run(**batched, {2, 61, 3}).error().code, Code::kInvalidArgument);
  Input late;
  late.tokens = texts[0];
  EXPECT_EQ((*batched)->Run(late, {false, std::chrono::steady_clock::now()}).error().code,
            Code::kTimeout);
}

TEST_F(OnnxEngineTest, WhatABatchWouldChangeRunsAlone) {
  EngineSettings settings;
  settings.batch_tokens = 200;
  for (const auto& options : std::vector<model::onnx::WriteOptions>{
           {Precision::kFp32, Operators::kFused, 0, {}, false},
           {Precision::kInt8, Operators::kStandard, 0, {}, false}}) {
    const auto engine = Load(tests::TinyModel("bert", options), settings);
    ASSERT_TRUE(engine) << engine.error().message;
    EXPECT_FALSE((*engine)->batches());
    EXPECT_TRUE(Run(**engine, {2, 3}));
  }
  settings.batch_tokens = 1;
  const auto off = Load(
      tests::TinyModel("bert", {Precision::kFp32, Operators::kStandard, 0, {}, false}), settings);
  ASSERT_TRUE(off);
  EXPECT_FALSE((*off)->batches());
}

TEST_F(OnnxEngineTest, RefusesADamagedModel) {
  const std::string model = tests::TinyModel();
  for (size_t keep : {size_t{0}, size_t{1}, model.size() / 2, model.size() - 1}) {
    const auto engine = Load(model.substr(0, keep));
    ASSERT_FALSE(engine) << keep;
    EXPECT_THAT(engine.error().message, HasSubstr("ONNX Runtime says")) << keep;
  }
}

TEST_F(OnnxEngineTest, RefusesAModelThatWasNotWrittenHere) {
  std::string model = tests::TinyModel();
  const size_t at = model.find("redquill.vocabulary");
  ASSERT_NE(at, std::string::npos);
  model[at] = 'R';
  const auto engine = Load(model);
  ASSERT_FALSE(engine);
  EXPECT_EQ(engine.error().code, Code::kCorrupt);
  EXPECT_THAT(engine.error().message, HasSubstr("redquill.vocabulary"));
}

TEST_F(OnnxEngineTest, BatchesNeedAMask) {
  const auto engine = Load(tests::TinyModel());
  ASSERT_TRUE(engine) << engine.error().message;
  const std::vector<int32_t> ids = {2, 3};
  const std::span<const int32_t> text = ids;
  EXPECT_EQ((*engine)->RunBatch({&text, 1}).error().code, Code::kUnsupported);
}

}  // namespace
}  // namespace redquill::engine::onnx
