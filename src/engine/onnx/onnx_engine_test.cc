#include "engine/onnx/onnx_engine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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
