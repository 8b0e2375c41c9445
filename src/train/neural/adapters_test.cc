#include "train/neural/adapters.h"

#include <gtest/gtest.h>

#include "tests/support/golden_network.h"

namespace redquill::train {
namespace {

const std::vector<std::vector<int32_t>> kTexts = {{5, 9, 2, 30, 17, 8, 41}, {3}, {60, 2, 2, 19}};

EncoderOptions Options(int64_t rank) {
  EncoderOptions options;
  options.max_tokens = 48;
  options.trained_layers = 9;
  options.dropout = 0;
  options.adapters.rank = rank;
  options.adapters.alpha = 6;
  return options;
}

at::Tensor Values(EncoderNetwork* network) {
  std::vector<Reading> essays;
  for (const auto& text : kTexts) essays.push_back({text, {}});
  return network->Forward(essays, true);
}

double Difference(const at::Tensor& a, const at::Tensor& b) {
  return (a - b).abs().max().item<double>();
}

// Adapters that have learned something.
void Disturb(Parameters* parameters) {
  at::manual_seed(3);
  const at::NoGradGuard no_grad;
  for (auto& [name, tensor] : *parameters) {
    if (IsAdapter(name)) tensor.add_(at::randn(tensor.sizes()) * 0.1);
  }
}

class AdaptersTest : public testing::TestWithParam<const char*> {};

TEST_P(AdaptersTest, ChangeNothingBeforeTheFirstStep) {
  const auto plain = OpenGolden(GetParam(), Options(0)),
             adapted = OpenGolden(GetParam(), Options(4));
  EXPECT_GT(adapted->parameters().size(), plain->parameters().size());
  EXPECT_TRUE(Values(plain.get()).equal(Values(adapted.get())));
}

TEST_P(AdaptersTest, NothingElseLearnsButTheHead) {
  const auto network = OpenGolden(GetParam(), Options(4));
  size_t adapters = 0;
  for (const auto& [name, tensor] : network->parameters()) {
    EXPECT_EQ(network->RateOf(name) > 0, IsAdapter(name) || name.starts_with("head.")) << name;
    adapters += IsAdapter(name);
  }
  EXPECT_GT(adapters, 0u);
}

TEST_P(AdaptersTest, MergedGiveTheSameValuesWithoutThem) {
  const auto plain = OpenGolden(GetParam(), Options(0)),
             adapted = OpenGolden(GetParam(), Options(4));
  Disturb(&adapted->parameters());
  const at::Tensor wanted = Values(adapted.get());
  EXPECT_GT(Difference(wanted, Values(plain.get())), 1e-3);
  const Parameters merged = adapted->Merged(adapted->parameters());
  ASSERT_EQ(merged.size(), plain->parameters().size());
  Assign(merged, &plain->parameters());
  EXPECT_LT(Difference(wanted, Values(plain.get())), 2e-5);
}

// With W' = W + s B A: the gradient by B is s times that by W' times A^T, by A it is s B^T times
// it.
TEST_P(AdaptersTest, GradientsFollowFromThoseOfTheMergedWeights) {
  const auto plain = OpenGolden(GetParam(), Options(0)),
             adapted = OpenGolden(GetParam(), Options(4));
  Disturb(&adapted->parameters());
  Assign(adapted->Merged(adapted->parameters()), &plain->parameters());
  for (EncoderNetwork* network : {plain.get(), adapted.get()}) {
    for (auto& [name, tensor] : network->parameters()) {
      if (network->RateOf(name) > 0) tensor.requires_grad_(true);
    }
    const at::Tensor off = Values(network) - at::tensor({1.f, -2.f, 0.5f});
    (off * off).sum().backward();
  }
  const double scale = Options(4).adapters.scale();
  EXPECT_EQ(scale, 1.5);
  size_t compared = 0;
  for (const LinearShape& linear : adapted->body().linears()) {
    const at::NoGradGuard no_grad;
    at::Tensor by_weight = plain->parameters().at(linear.name + ".weight").grad();
    if (linear.transposed) by_weight = by_weight.t();
    const at::Tensor &a = adapted->parameters().at(AdapterA(linear.name)),
                     &b = adapted->parameters().at(AdapterB(linear.name));
    const double bound = 1e-3 * by_weight.abs().max().item<double>() + 1e-5;
    EXPECT_LT(Difference(b.grad(), at::matmul(by_weight, a.t()) * scale), bound) << linear.name;
    EXPECT_LT(Difference(a.grad(), at::matmul(b.t(), by_weight) * scale), bound) << linear.name;
    ++compared;
  }
  EXPECT_GE(compared, 8u);
}

INSTANTIATE_TEST_SUITE_P(Architectures, AdaptersTest,
                         testing::Values("bert_encoder", "distilbert", "deberta", "gpt2", "llama",
                                         "llama_grouped", "llama_linear"));

TEST(AdaptersTest, StandInTheTrainedLayersAlone) {
  EncoderOptions options = Options(2);
  options.trained_layers = 1;
  const auto network = OpenGolden("llama_grouped", options);
  EXPECT_TRUE(network->parameters().contains("layers.1.self_attn.q_proj.lora_A.weight"));
  EXPECT_TRUE(network->parameters().contains("layers.1.mlp.down_proj.lora_B.weight"));
  EXPECT_FALSE(network->parameters().contains("layers.0.self_attn.q_proj.lora_A.weight"));
}

TEST(AdaptersTest, NeedWeightsThatHaveLearned) {
  const auto config =
      *model::hf::ReadConfigFile(tests::SourcePath("tests/golden/checkpoints/llama_grouped"));
  const auto refused = EncoderNetwork::FromScratch(config, Options(2), 1);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::kInvalidArgument);
}

}  // namespace
}  // namespace redquill::train
