// What is written, run by the engine, beside what was trained.
#include "train/neural/export_check.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/random.h"
#include "model/hf/checkpoint.h"
#include "model/onnx/lstm_writer.h"
#include "tests/support/paths.h"
#include "train/neural/encoder_network.h"
#include "train/neural/lstm_network.h"

namespace redquill::train {
namespace {

using model::onnx::Precision;

/// Texts of made-up tokens, with scores on 1 to 6 that follow what a network says of them.
struct Essays {
  std::vector<std::vector<int32_t>> texts;
  CheckedEssays checked{.scale = {1, 6, 1}};

  explicit Essays(Network* network) {
    Random random(5);
    for (int i = 0; i < 90; ++i) {
      auto& text = texts.emplace_back();
      for (uint64_t t = 0, length = 4 + random.Below(40); t < length; ++t) {
        text.push_back(static_cast<int32_t>(2 + random.Below(50)));
      }
    }
    std::vector<double> values;
    for (const auto& text : texts) {
      checked.tokens.push_back(text);
      const Reading essay{text, {}};
      values.push_back(network->Forward({&essay, 1}, false).item<double>());
    }
    std::vector<double> order = values;
    std::sort(order.begin(), order.end());
    for (const double value : values) {
      const auto below = std::lower_bound(order.begin(), order.end(), value) - order.begin();
      checked.human.push_back(1 + static_cast<double>(below * 6 / 90));
    }
  }
};

std::unique_ptr<EncoderNetwork> Encoder(uint64_t seed) {
  const std::string folder = tests::SourcePath("tests/golden/checkpoints/bert_encoder");
  EncoderOptions options;
  options.max_tokens = 64;
  return *EncoderNetwork::FromCheckpoint(*model::hf::ReadConfigFile(folder),
                                         **model::hf::Checkpoint::Open(folder), options, seed);
}

auto WriterOf(EncoderNetwork* network) {
  return [network](Precision precision) {
    model::onnx::WriteOptions options;
    options.precision = precision;
    options.pooling = network->options().pooling;
    options.regression_head = true;
    return model::onnx::WriteModel(network->config(), ParameterSource(network->parameters()),
                                   options);
  };
}

TEST(ExportCheckTest, AnEncoderIsWrittenAsItWasTrainedAndAsBytesWhereThatCostsLittle) {
  const auto network = Encoder(1);
  const Essays essays(network.get());
  size_t told = 0;
  ExportCheck check;
  const auto kept = WriteChecked(
      {network.get(), {}, WriterOf(network.get())}, Precision::kInt8, essays.checked,
      [&](size_t done, size_t all) {
        told = done;
        EXPECT_EQ(all, 180u);
      },
      &check);
  ASSERT_TRUE(kept) << kept.error().message;
  EXPECT_EQ(told, 180u);
  EXPECT_EQ(check.essays, 90u);
  EXPECT_EQ(check.compared, 64u);
  EXPECT_LE(check.largest_difference, 1e-4);
  EXPECT_GT(check.fp32_qwk, 0.8);
  EXPECT_GT(check.largest_change, check.largest_difference);
  const bool cheap = check.int8_qwk >= check.fp32_qwk - kMostInt8Loss;
  EXPECT_EQ(check.kept, cheap ? Precision::kInt8 : Precision::kFp32);
  EXPECT_EQ(kept->onnx, WriterOf(network.get())(check.kept)->onnx);
  EXPECT_TRUE(ToJson(check).contains("largest_change_by_int8"));
}

TEST(ExportCheckTest, BytesThatCostTooMuchAreNotKept) {
  const auto network = Encoder(1), other = Encoder(2);
  const Essays essays(network.get());
  const auto write = [&](Precision precision) {
    return WriterOf(precision == Precision::kInt8 ? other.get() : network.get())(precision);
  };
  ExportCheck check;
  const auto kept = WriteChecked(
      {network.get(), {}, write}, Precision::kInt8, essays.checked, [](size_t, size_t) {}, &check);
  ASSERT_TRUE(kept) << kept.error().message;
  EXPECT_LT(check.int8_qwk, check.fp32_qwk - kMostInt8Loss);
  EXPECT_EQ(check.kept, Precision::kFp32);
  EXPECT_EQ(kept->onnx, write(Precision::kFp32)->onnx);
  EXPECT_GT(check.line.slope, 0);
}

TEST(ExportCheckTest, AModelThatSaysOtherwiseThanTheNetworkIsNotWritten) {
  const auto network = Encoder(1), other = Encoder(2);
  const Essays essays(network.get());
  ExportCheck check;
  const auto kept = WriteChecked(
      {network.get(), {}, WriterOf(other.get())}, Precision::kFp32, essays.checked,
      [](size_t, size_t) {}, &check);
  ASSERT_FALSE(kept);
  EXPECT_EQ(kept.error().code, Code::kInternal);
  EXPECT_NE(kept.error().message.find("nothing was written"), std::string::npos);
}

TEST(ExportCheckTest, EveryScoreOfSeveralIsComparedAndHasALineOfItsOwn) {
  const model::onnx::LstmShape shape{60, 12, 10, model::onnx::LstmPooling::kMeanAndSum, 2};
  LstmNetwork network(shape, {}, 1, {}, 3);
  const auto write = [&](Precision precision) {
    model::onnx::WriteOptions options;
    options.precision = precision;
    options.max_tokens = 64;
    return model::onnx::WriteLstm(shape, ParameterSource(network.parameters()), options);
  };
  LstmNetwork one({60, 12, 10, model::onnx::LstmPooling::kMeanAndSum, 1}, {}, 1, {}, 3);
  Essays essays(&one);
  auto& trait = essays.checked.traits.emplace_back();
  for (size_t i = 0; i < essays.texts.size(); ++i) {
    const Reading essay{essays.texts[i], {}};
    const double second = network.Forward({&essay, 1}, false)[0][1].item<double>();
    trait.push_back(i % 4 == 0 ? std::nan("") : second > 0 ? 5 : 2);
  }
  ExportCheck check;
  const auto kept = WriteChecked(
      {&network, {}, write}, Precision::kInt8, essays.checked, [](size_t, size_t) {}, &check);
  ASSERT_TRUE(kept) << kept.error().message;
  EXPECT_EQ(kept->outputs, 2);
  EXPECT_EQ(check.compared, 64u);
  EXPECT_LE(check.largest_difference, 1e-4);
  ASSERT_EQ(check.trait_lines.size(), 1u);
  EXPECT_GT(check.trait_lines[0].slope, 0);
  EXPECT_NE(check.trait_lines[0].intercept, check.line.intercept);

  // A second value that is off is found out, though the first is right.
  LstmNetwork other = network;
  other.parameters()["head.bias"] = network.parameters()["head.bias"] + at::tensor({0.f, 0.1f});
  const auto refused = WriteChecked(
      {&other, {}, write}, Precision::kFp32, essays.checked, [](size_t, size_t) {}, &check);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::kInternal);
}

TEST(ExportCheckTest, AnLstmIsWrittenAsItWasTrained) {
  const model::onnx::LstmShape shape{60, 12, 10, model::onnx::LstmPooling::kMeanAndSum, 1};
  LstmNetwork network(shape, {}, 1, {}, 3);
  const Essays essays(&network);
  const auto write = [&](Precision precision) {
    model::onnx::WriteOptions options;
    options.precision = precision;
    options.max_tokens = 64;
    return model::onnx::WriteLstm(shape, ParameterSource(network.parameters()), options);
  };
  for (const Precision wanted : {Precision::kFp32, Precision::kInt8}) {
    ExportCheck check;
    const auto kept = WriteChecked(
        {&network, {}, write}, wanted, essays.checked, [](size_t, size_t) {}, &check);
    ASSERT_TRUE(kept) << kept.error().message;
    EXPECT_LE(check.largest_difference, 1e-4);
    EXPECT_GT(check.fp32_qwk, 0.8);
    EXPECT_EQ(check.int8, wanted == Precision::kInt8);
    EXPECT_EQ(ToJson(check).contains("int8_qwk"), check.int8);
  }
}

}  // namespace
}  // namespace redquill::train
