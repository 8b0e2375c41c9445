#include "train/neural/encoder_network.h"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "engine/onnx/onnx_engine.h"
#include "model/hf/checkpoint.h"
#include "model/onnx/model_writer.h"
#include "tests/support/golden_network.h"
#include "train/neural/adamw.h"
#include "train/neural/score_loss.h"

namespace redquill::train {
namespace {

using model::onnx::Pooling;

const std::string kGolden = tests::SourcePath("tests/golden/");

std::vector<std::vector<int32_t>> Texts() {
  std::vector<std::vector<int32_t>> texts;
  for (const int32_t length : {1, 48, 7}) {
    std::vector<int32_t>& text = texts.emplace_back();
    for (int32_t i = 0; i < length; ++i) text.push_back(2 + (i * 7 + length) % 59);
  }
  return texts;
}

std::vector<Reading> Readings(const std::vector<std::vector<int32_t>>& texts) {
  std::vector<Reading> readings;
  for (const auto& text : texts) readings.push_back({text, {}});
  return readings;
}

double Difference(const at::Tensor& a, const at::Tensor& b) {
  return (a - b).abs().max().item<double>();
}

// Eight numbers spread over a tensor, as the golden file has them.
std::vector<double> Eight(const at::Tensor& tensor) {
  const at::Tensor flat = tensor.detach().flatten();
  std::vector<double> numbers;
  for (int64_t i = 0; i < 8; ++i) {
    numbers.push_back(flat[(flat.numel() - 1) * i / 7].item<double>());
  }
  return numbers;
}

void ExpectNear(const std::vector<double>& got, const std::vector<double>& wanted, double bound,
                const std::string& name) {
  for (size_t i = 0; i < 8; ++i) EXPECT_NEAR(got[i], wanted[i], bound) << name << " " << i;
}

class GoldenStepsTest : public testing::TestWithParam<const char*> {};

// Every gradient, and every tensor after two steps of AdamW, beside the reference's.
TEST_P(GoldenStepsTest, AreTheReferences) {
  const auto file = ReadFile(kGolden + "encoder_steps.json", 1 << 20);
  ASSERT_TRUE(file);
  const auto golden = nlohmann::json::parse(*file).at(GetParam());
  EncoderOptions options;
  options.max_tokens = 48;
  options.trained_layers = 3;  // More than there are: the embeddings too.
  options.layer_decay = options.head_rate = 1;
  options.dropout = 0;
  const auto network = OpenGolden(GetParam(), options);
  const std::vector<float> head = golden.at("head");
  std::copy(head.begin(), head.end() - 1,
            network->parameters().at("head.weight").data_ptr<float>());
  network->parameters().at("head.bias").fill_(head.back());
  const std::vector<std::vector<int32_t>> texts = golden.at("texts");
  const std::vector<float> targets = golden.at("targets");

  AdamW::Options adam_options;
  adam_options.weight_decay = golden.at("decay");
  AdamW adam(&network->parameters(), adam_options);
  for (const double wanted : golden.at("losses")) {
    adam.ClearGradients();
    const at::Tensor loss =
        at::mse_loss(network->Forward(Readings(texts), true), at::tensor(targets));
    EXPECT_NEAR(loss.item<double>(), wanted, 1e-4 * wanted);
    loss.backward();
    if (adam.steps() == 0) {
      for (const auto& [name, gradient] : golden.at("gradients").items()) {
        const at::Tensor& got = network->parameters().at(name).grad();
        const double length = gradient.at("length");
        // The gradient of the keys' bias is zero but for rounding.
        EXPECT_NEAR(got.norm().item<double>(), length, 1e-4 * length + 1e-5) << name;
        ExpectNear(Eight(got), gradient.at("numbers"), 1e-4 * length + 1e-5, name);
      }
      EXPECT_EQ(golden.at("gradients").size(), network->parameters().size());
    }
    adam.Step(golden.at("rate"));
  }
  for (const auto& [name, numbers] : golden.at("after").items()) {
    const auto& gradient = golden.at("gradients").at(name);
    if (gradient.at("length") < 1e-4) continue;
    const auto got = Eight(network->parameters().at(name));
    for (size_t i = 0; i < 8; ++i) {
      // Where a gradient is only rounding (that of the keys' bias), AdamW's step goes either way.
      if (std::abs(gradient.at("numbers").at(i).get<double>()) < 1e-5) continue;
      EXPECT_NEAR(got[i], numbers.at(i).get<double>(), 2e-4) << name << " " << i;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Encoders, GoldenStepsTest,
                         testing::Values("bert_encoder", "distilbert", "gpt2", "gpt2_scaled",
                                         "deberta", "deberta_plain", "deberta_c2p", "deberta_p2c",
                                         "deberta_v3", "llama_grouped", "llama_linear"));

TEST(EncoderNetworkTest, FrozenActivationsStandForTheLayersThatMadeThem) {
  EncoderOptions options;
  options.max_tokens = 48;
  options.trained_layers = 1;
  const auto network = OpenGolden("bert_encoder", options);
  const auto texts = Texts();
  auto readings = Readings(texts);
  const at::Tensor wanted = network->Forward(readings, false);
  std::vector<at::Tensor> frozen;
  for (Reading& reading : readings) {
    const at::Tensor& x = frozen.emplace_back(network->Freeze(reading.tokens));
    ASSERT_EQ(x.size(0), static_cast<int64_t>(reading.tokens.size()));
    reading.frozen = {reinterpret_cast<const Bf16*>(x.data_ptr<at::BFloat16>()),
                      static_cast<size_t>(x.numel())};
  }
  // Only their rounding to bfloat16 is between.
  EXPECT_LT(Difference(network->Forward(readings, false), wanted), 0.01);

  AdamW adam(&network->parameters(),
             {.rate_of = [&](const std::string& name) { return network->RateOf(name); }});
  network->Forward(readings, true).sum().backward();
  EXPECT_FALSE(adam.learned().contains("encoder.layer.0.output.dense.weight"));
  EXPECT_FALSE(adam.learned().contains("embeddings.word_embeddings.weight"));
  for (const auto& [name, tensor] : adam.learned()) EXPECT_TRUE(tensor.grad().defined()) << name;
}

TEST(EncoderNetworkTest, UpperLayersLearnFasterAndTheHeadTheFastest) {
  EncoderOptions options;
  options.trained_layers = 9;
  options.layer_decay = 0.5;
  const auto network = OpenGolden("distilbert", options);
  EXPECT_EQ(network->RateOf("head.weight"), 5);
  EXPECT_EQ(network->RateOf("transformer.layer.1.ffn.lin1.bias"), 1);
  EXPECT_EQ(network->RateOf("transformer.layer.0.ffn.lin1.bias"), 0.5);
  EXPECT_EQ(network->RateOf("embeddings.LayerNorm.weight"), 0.25);
}

// A later token changes nothing before it.
TEST(EncoderNetworkTest, DecodersSeeOnlyWhatCameBefore) {
  EncoderOptions options;
  options.max_tokens = 48;
  for (const char* name : {"gpt2", "llama_grouped"}) {
    const auto network = OpenGolden(name, options);
    std::vector<int32_t> text = Texts()[1];
    const Reading reading = {text, {}};
    const at::Tensor before = network->Hidden({&reading, 1});
    text.back() = 1;
    const at::Tensor after = network->Hidden({&reading, 1});
    EXPECT_TRUE(before.narrow(0, 0, 47).equal(after.narrow(0, 0, 47))) << name;
    EXPECT_FALSE(before[47].equal(after[47])) << name;
  }
}

TEST(EncoderNetworkTest, UpperPartsOfLlamaAreTheTopLayers) {
  EncoderOptions options;
  options.trained_layers = 1;
  const auto network = OpenGolden("llama_grouped", options);
  EXPECT_EQ(network->RateOf("norm.weight"), 1);
  EXPECT_EQ(network->RateOf("layers.1.input_layernorm.weight"), 1);
  EXPECT_EQ(network->RateOf("layers.0.mlp.up_proj.weight"), 0);
  EXPECT_EQ(network->RateOf("embed_tokens.weight"), 0);
}

TEST(EncoderNetworkTest, UpperPartsOfGpt2AreTheTopLayers) {
  EncoderOptions options;
  options.trained_layers = 1;
  options.layer_decay = 0.5;
  const auto network = OpenGolden("gpt2", options);
  EXPECT_EQ(network->RateOf("ln_f.weight"), 1);
  EXPECT_EQ(network->RateOf("h.1.ln_2.bias"), 1);
  EXPECT_EQ(network->RateOf("h.0.ln_2.bias"), 0);
  EXPECT_EQ(network->RateOf("wpe.weight"), 0);
}

// The table of 48 positions goes on with its own rows behind the first.
TEST(EncoderNetworkTest, ReadsFurtherThanItsCheckpoint) {
  EncoderOptions options;
  options.max_tokens = 100;
  const auto network = OpenGolden("bert_encoder", options);
  const at::Tensor table = network->parameters().at("embeddings.position_embeddings.weight");
  ASSERT_EQ(table.size(0), 100);
  EXPECT_TRUE(table[48].equal(table[1]));
  EXPECT_TRUE(table[95].equal(table[1]));
  EXPECT_EQ(network->config().positions, 100);
}

TEST(EncoderNetworkTest, InBfloat16NearlyTheSame) {
  for (const char* name : {"bert_encoder", "deberta", "llama_grouped"}) {
    EncoderOptions options;
    options.max_tokens = 48;
    const auto exact = OpenGolden(name, options);
    options.bfloat16 = true;
    const auto half = OpenGolden(name, options);
    const auto texts = Texts();
    EXPECT_LT(
        Difference(half->Forward(Readings(texts), false), exact->Forward(Readings(texts), false)),
        0.03)
        << name;
  }
}

// The relative embeddings are read by every layer, and learn with the embeddings of words.
TEST(EncoderNetworkTest, RelativeEmbeddingsOfDebertaLearnWithTheWords) {
  EncoderOptions options;
  options.trained_layers = 9;
  options.layer_decay = 0.5;
  const auto all = OpenGolden("deberta", options);
  EXPECT_EQ(all->RateOf("encoder.rel_embeddings.weight"), 0.25);
  EXPECT_EQ(all->RateOf("encoder.LayerNorm.bias"), 0.25);
  options.trained_layers = 1;
  const auto top = OpenGolden("deberta", options);
  EXPECT_EQ(top->RateOf("encoder.rel_embeddings.weight"), 0);
  EXPECT_EQ(top->RateOf("encoder.layer.1.attention.self.query_proj.weight"), 1);
}

TEST(EncoderNetworkTest, OtherArchitecturesAreRefused) {
  const std::string folder = kGolden + "checkpoints/roberta";
  const auto config = model::hf::ReadConfigFile(folder);
  const auto checkpoint = model::hf::Checkpoint::Open(folder);
  const auto refused = EncoderNetwork::FromCheckpoint(*config, **checkpoint, {}, 1);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::kUnsupported);
  EXPECT_NE(refused.error().message.find("roberta"), std::string::npos);
}

struct HeadCase {
  Pooling pooling;
  std::vector<float> levels = {};  // Of an ordinal head.
  int64_t scores = 1;
};

class EncoderParityTest : public testing::TestWithParam<HeadCase> {};

// What LibTorch computes is what ONNX Runtime makes of the written model.
TEST_P(EncoderParityTest, TheWrittenModelGivesTheSameValues) {
  EncoderOptions options;
  options.max_tokens = 64;
  options.pooling = GetParam().pooling;
  const auto& levels = GetParam().levels;
  const ScoreLoss loss{levels.empty() ? LossKind::kSquared : LossKind::kOrdinal, 1, levels};
  options.scores = GetParam().scores;
  options.levels = levels.empty() ? 1 : static_cast<int64_t>(levels.size()) - 1;
  auto library = engine::onnx::Library::Load();
  ASSERT_TRUE(library) << library.error().message;
  for (const char* name : {"bert_encoder", "distilbert", "gpt2", "gpt2_scaled", "deberta",
                           "deberta_plain", "llama", "llama_grouped", "llama_linear"}) {
    const auto network = OpenGolden(name, options);
    for (auto& [tensor, numbers] : network->parameters()) {
      if (tensor.starts_with("head.") && tensor != "head.power") numbers.add_(0.01).mul_(20);
    }
    const auto texts = Texts();
    const at::Tensor wanted = loss.ValuesOf(network->Forward(Readings(texts), false))
                                  .view({static_cast<int64_t>(texts.size()), options.scores});
    EXPECT_GT(Difference(wanted[0], wanted[1]), 1e-3);
    for (const auto operators :
         {model::onnx::Operators::kFused, model::onnx::Operators::kStandard}) {
      model::onnx::WriteOptions write;
      write.pooling = GetParam().pooling;
      write.levels = levels;
      write.regression_head = true;
      write.scores = options.scores;
      write.operators = operators;
      const auto written =
          WriteModel(network->config(), ParameterSource(network->parameters()), write);
      ASSERT_TRUE(written) << written.error().message;
      EXPECT_EQ(written->outputs, options.scores);
      const auto engine = engine::onnx::OnnxEngine::LoadBytes(
          *library, std::as_bytes(std::span(written->onnx)), {});
      ASSERT_TRUE(engine) << engine.error().message;
      for (size_t i = 0; i < texts.size(); ++i) {
        engine::Input input;
        input.tokens = texts[i];
        const auto output = (*engine)->Run(input, {});
        ASSERT_TRUE(output) << output.error().message;
        ASSERT_EQ(output->raw.size(), static_cast<size_t>(options.scores));
        for (size_t s = 0; s < output->raw.size(); ++s) {
          const auto essay = static_cast<int64_t>(i), score = static_cast<int64_t>(s);
          EXPECT_NEAR(output->raw[s], wanted[essay][score].item<double>(), 2e-5) << name;
        }
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Poolings, EncoderParityTest,
                         testing::Values(HeadCase{Pooling::kFirst}, HeadCase{Pooling::kMean},
                                         HeadCase{Pooling::kMeanAndSum}, HeadCase{Pooling::kLast},
                                         HeadCase{Pooling::kAttention}, HeadCase{Pooling::kGem},
                                         HeadCase{Pooling::kMean, {1, 2, 3, 4.5, 6}},
                                         HeadCase{Pooling::kMeanAndSum, {}, 3}));

TEST(EncoderNetworkTest, EveryPartOfAHeadLearns) {
  for (const Pooling pooling : {Pooling::kAttention, Pooling::kGem}) {
    EncoderOptions options;
    options.max_tokens = 48;
    options.pooling = pooling;
    options.levels = 3;
    const auto network = OpenGolden("bert_encoder", options);
    const auto texts = Texts();
    for (auto& [name, tensor] : network->parameters()) tensor.requires_grad_(true);
    const ScoreLoss ordinal{LossKind::kOrdinal, 1, {1, 2, 3, 4}};
    ordinal.LossOf(network->Forward(Readings(texts), true), at::tensor({1.f, 3.f, 4.f})).backward();
    for (const auto& [name, tensor] : network->parameters()) {
      if (!name.starts_with("head.")) continue;
      EXPECT_GT(tensor.grad().abs().max().item<double>(), 0) << name;
      EXPECT_EQ(network->RateOf(name), options.head_rate);
    }
  }
}

}  // namespace
}  // namespace redquill::train
