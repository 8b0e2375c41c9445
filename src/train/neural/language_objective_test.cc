#include "train/neural/language_objective.h"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "tests/support/golden_network.h"
#include "train/neural/trainer.h"

namespace redquill::train {
namespace {

const std::string kGolden = tests::SourcePath("tests/golden/");

std::unique_ptr<EncoderNetwork> Open(const std::string& name) {
  EncoderOptions options;
  options.max_tokens = 48;
  options.trained_layers = 3;
  return OpenGolden(name, options);
}

// As make_encoder_steps_golden.py numbers the head's tensors.
void FillWithSines(at::Tensor tensor, int64_t start) {
  tensor.copy_((at::arange(tensor.numel()) + start).sin().reshape(tensor.sizes()) * 0.2);
}

class GoldenLanguageTest : public testing::TestWithParam<const char*> {};

// The loss and every gradient beside the reference's language models.
TEST_P(GoldenLanguageTest, IsTheReferences) {
  const auto file = ReadFile(kGolden + "encoder_steps.json", 1 << 20);
  ASSERT_TRUE(file);
  const auto golden = nlohmann::json::parse(*file).at("language_models").at(GetParam());
  const auto network = Open(GetParam());
  const std::vector<int32_t> text = golden.at("text");
  const std::vector<Tokens> texts = {text};
  LanguageObjective objective(network.get(), texts, texts, {}, 4096, 1);
  int64_t start = 0;
  for (const std::string name : golden.at("head")) {
    FillWithSines(objective.parameters().at(name), start++);
  }
  for (auto& [name, tensor] : objective.parameters()) tensor.set_requires_grad(true);
  Guesses guesses = NextTokens(text);
  if (!golden.at("places").empty()) {
    guesses = {golden.at("read"), golden.at("places"), {}};
    for (const int64_t place : guesses.places) {
      guesses.answers.push_back(text[static_cast<size_t>(place)]);
    }
  }
  const at::Tensor loss =
      objective.LossOf({&guesses, 1}) / static_cast<double>(guesses.places.size());
  EXPECT_NEAR(loss.item<double>(), golden.at("loss"), 1e-4);
  loss.backward();
  size_t compared = 0;
  for (const auto& [long_name, gradient] : golden.at("gradients").items()) {
    const std::string prefix = network->body().prefix();
    const std::string name =
        long_name.starts_with(prefix) ? long_name.substr(prefix.size()) : long_name;
    const at::Tensor& got = objective.parameters().at(name).grad();
    const double length = gradient.at("length");
    EXPECT_NEAR(got.norm().item<double>(), length, 1e-4 * length + 1e-5) << name;
    for (int64_t i = 0; i < 8; ++i) {
      EXPECT_NEAR(got.flatten()[(got.numel() - 1) * i / 7].item<double>(),
                  gradient.at("numbers").at(static_cast<size_t>(i)).get<double>(),
                  1e-4 * length + 1e-5)
          << name;
    }
    ++compared;
  }
  EXPECT_EQ(compared, objective.parameters().size());
}

INSTANTIATE_TEST_SUITE_P(Models, GoldenLanguageTest,
                         testing::Values("bert_encoder", "distilbert", "gpt2", "deberta_v3"));

// Texts that count up to ten, again and again.
std::vector<std::vector<int32_t>> CountingTexts(size_t texts) {
  std::vector<std::vector<int32_t>> made;
  for (size_t t = 0; t < texts; ++t) {
    auto& text = made.emplace_back();
    for (size_t i = 0; i < 12; ++i) text.push_back(static_cast<int32_t>(5 + (3 * t + i) % 10));
  }
  return made;
}

TEST(LanguageObjectiveTest, LearnsWhatCanBeGuessed) {
  const auto texts = CountingTexts(64);
  const std::vector<Tokens> all(texts.begin(), texts.end());
  const std::span<const Tokens> learn = std::span(all).first(56), others = std::span(all).last(8);
  for (const char* name : {"distilbert", "deberta", "gpt2"}) {
    const auto start = Open(name);
    const auto network = *EncoderNetwork::FromScratch(start->config(), start->options(), 3);
    std::optional<Masking> masking;
    if (std::string(name) != "gpt2") masking = {4, 61, {0, 1, 2, 3, 4}};
    LanguageObjective objective(network.get(), learn, others, masking, 256, 1);
    TrainOptions options;
    options.epochs = 20;
    options.learning_rate = 0.01;
    options.batch_tokens = 128;
    options.average = 0.8;
    const auto history = Train(&objective, options);
    ASSERT_TRUE(history) << history.error().message;
    // From about log 61, all tokens alike, to log 10 or less.
    EXPECT_GT(history->front().validation_loss, 2.75) << name;
    EXPECT_LT(history->back().validation_loss, 2.6) << name;
    EXPECT_TRUE(std::isnan(history->back().validation_correlation));
  }
}

}  // namespace
}  // namespace redquill::train
