#include "train/neural/trainer.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <limits>

#include "base/random.h"
#include "engine/onnx/onnx_engine.h"
#include "train/neural/lstm_network.h"

namespace redquill::train {
namespace {

using model::onnx::LstmPooling;

// Essays whose target is the share of token 1, less a half.
struct Data {
  std::vector<std::vector<int32_t>> tokens;
  std::vector<Example> examples;
};

Data MakeData(size_t essays, uint64_t seed) {
  Random random(seed);
  Data data;
  std::vector<float> targets;
  for (size_t i = 0; i < essays; ++i) {
    const size_t length = 3 + random.Below(20);
    const double share = random.Unit();
    std::vector<int32_t> tokens;
    double ones = 0;
    for (size_t t = 0; t < length; ++t) {
      const bool one = random.Unit() < share;
      ones += one;
      tokens.push_back(one ? 1 : 2 + static_cast<int32_t>(random.Below(8)));
    }
    data.tokens.push_back(std::move(tokens));
    targets.push_back(static_cast<float>(ones / static_cast<double>(length) - 0.5));
  }
  for (size_t i = 0; i < essays; ++i) data.examples.push_back({data.tokens[i], targets[i]});
  return data;
}

LstmNetwork MakeNetwork(LstmPooling pooling) {
  return LstmNetwork({10, 6, 5, pooling}, {}, 0, {}, 7);
}

TrainOptions Options() {
  TrainOptions options;
  options.epochs = 6;
  options.batch_tokens = 200;
  options.learning_rate = 0.02;
  return options;
}

bool Same(const Parameters& a, const Parameters& b) {
  for (const auto& [name, tensor] : a) {
    if (!tensor.equal(b.at(name))) return false;
  }
  return a.size() == b.size();
}

TEST(TrainerTest, LearnsWhatCanBeLearned) {
  const Data learn = MakeData(200, 1), validation = MakeData(60, 2);
  LstmNetwork network = MakeNetwork(LstmPooling::kMean);
  const auto history = Train(&network, learn.examples, validation.examples, Options());
  ASSERT_TRUE(history) << history.error().message;
  EXPECT_GT(history->back().validation_correlation, 0.9);
  EXPECT_LT(history->back().validation_loss, history->front().validation_loss);
}

// Stopped after any step and gone on from the checkpoint, to the same bits.
TEST(TrainerTest, GoesOnAfterAKillAsIfItHadNotBeen) {
  const Data learn = MakeData(80, 1), validation = MakeData(20, 2);
  TrainOptions options = Options();
  options.epochs = 3;
  LstmNetwork whole = MakeNetwork(LstmPooling::kAttention);
  ASSERT_TRUE(Train(&whole, learn.examples, validation.examples, options));

  options.checkpoint = testing::TempDir() + "/trainer_test.safetensors";
  options.checkpoint_seconds = 0;
  std::filesystem::remove(options.checkpoint);
  for (const int steps : {2, 5}) {
    LstmNetwork killed = MakeNetwork(LstmPooling::kAttention);
    int left = steps;
    options.stop = [&] { return --left == 0; };
    EXPECT_EQ(Train(&killed, learn.examples, validation.examples, options).error().code,
              Code::kCancelled);
  }
  options.stop = [] { return false; };
  size_t told = 0, all = 0;
  options.learned = [&](size_t tokens) { told += tokens; };
  for (const Example& essay : learn.examples) all += 3 * essay.tokens.size();
  LstmNetwork resumed = MakeNetwork(LstmPooling::kAttention);
  ASSERT_TRUE(Train(&resumed, learn.examples, validation.examples, options));
  EXPECT_TRUE(Same(whole.parameters(), resumed.parameters()));
  EXPECT_EQ(told, all) << "what was learned before the kill is told as well";

  options.seed = 2;
  EXPECT_EQ(Train(&resumed, learn.examples, validation.examples, options).error().code,
            Code::kConflict);
  std::filesystem::resize_file(options.checkpoint, 100);
  EXPECT_EQ(Train(&resumed, learn.examples, validation.examples, options).error().code,
            Code::kCorrupt);
}

TEST(TrainerTest, StopsWhenTheLossDiverges) {
  Data learn = MakeData(40, 1);
  learn.examples[3].target = std::numeric_limits<float>::infinity();
  LstmNetwork network = MakeNetwork(LstmPooling::kMean);
  const auto history = Train(&network, learn.examples, learn.examples, Options());
  ASSERT_FALSE(history);
  EXPECT_EQ(history.error().code, Code::kInvalidArgument);
  EXPECT_NE(history.error().message.find("diverged"), std::string::npos);
}

class LstmParityTest : public testing::TestWithParam<LstmPooling> {};

// What LibTorch computes is what ONNX Runtime makes of the written model, alone and in a batch.
TEST_P(LstmParityTest, TheWrittenModelGivesTheSameValues) {
  LstmNetwork network = MakeNetwork(GetParam());
  const Data data = MakeData(6, 3);
  const auto wanted = Predict(&network, data.examples, 1000);
  auto library = engine::onnx::Library::Load();
  ASSERT_TRUE(library) << library.error().message;
  for (const auto operators : {model::onnx::Operators::kFused, model::onnx::Operators::kStandard}) {
    model::onnx::WriteOptions options;
    options.max_tokens = 64;
    options.operators = operators;
    const auto written = WriteLstm(network.shape(), ParameterSource(network.parameters()), options);
    ASSERT_TRUE(written) << written.error().message;
    const auto engine =
        engine::onnx::OnnxEngine::LoadBytes(*library, std::as_bytes(std::span(written->onnx)), {});
    ASSERT_TRUE(engine) << engine.error().message;
    std::vector<std::span<const int32_t>> texts(data.tokens.begin(), data.tokens.end());
    for (size_t i = 0; i < texts.size(); ++i) {
      engine::Input input;
      input.tokens = texts[i];
      EXPECT_NEAR((*engine)->Run(input, {})->raw.front(), wanted[i], 1e-5);
    }
    if (operators != model::onnx::Operators::kStandard) continue;
    const auto together = (*engine)->RunBatch(texts);
    ASSERT_TRUE(together) << together.error().message;
    for (size_t i = 0; i < texts.size(); ++i) {
      EXPECT_NEAR((*together)[i].raw.front(), wanted[i], 1e-5);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Poolings, LstmParityTest,
                         testing::Values(LstmPooling::kMean, LstmPooling::kAttention,
                                         LstmPooling::kMeanAndSum));

}  // namespace
}  // namespace redquill::train
