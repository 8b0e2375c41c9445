#include "engine/gbdt/gbdt_engine.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <thread>

#include "engine/gbdt/sample_model.h"
#include "engine/open.h"

namespace redquill::engine::gbdt {
namespace {

Result<std::unique_ptr<const Engine>> OpenSample(const model::Manifest& manifest,
                                                 const std::string& weights = {}) {
  const std::string bytes = SamplePackage(manifest, weights);
  auto package = model::Package::OpenBytes(std::as_bytes(std::span(bytes)));
  if (!package) return Failure(package.error());
  return engine::Open(*package);
}

class GbdtEngineTest : public testing::Test {
 protected:
  void SetUp() override {
    auto opened = OpenSample(SampleManifest());
    ASSERT_TRUE(opened) << opened.error().message;
    engine_ = std::move(*opened);
  }

  Input InputFor(std::optional<int> prompt) const { return {features_, ngrams_, {}, prompt}; }
  Output Run(std::optional<int> prompt, bool explain = false) const {
    auto output = engine_->Run(InputFor(prompt), {.explain = explain});
    EXPECT_TRUE(output) << output.error().message;
    return *output;
  }

  std::unique_ptr<const Engine> engine_;
  std::vector<float> features_ = {4.0f, 2.0f};
  std::vector<SparseVector> ngrams_ = {{{1, 2, 6}, {0.6f, 0.0f, 0.8f}}, {{1}, {1.0f}}};
};

TEST_F(GbdtEngineTest, RawIsTheBlendOfTreesAndHead) {
  const Spec spec = SampleSpec();
  const Weights weights = SampleWeights();
  const Kernel kernel(weights.mean, weights.scale, weights.landmarks, spec.gammas);
  const auto k = kernel.Values(kernel.Standardise(features_));
  // By hand: column c of "words" weighs (c / 8, -c / 4); folded, columns 0 and 3 of prompt 1.
  const double f = std::sqrt(0.6 * 0.6 + 0.8 * 0.8);
  double head0 = 2.0 + 0.6 * 0.125 + 0.8 * 0.75 + (0.6 / f * 2.0 + 0.8 / f * 3.5);
  double head1 = 2.5 - 0.6 * 0.25 - 0.8 * 1.5 + (0.6 / f * 1.0 + 0.8 / f * 1.75);
  head1 += static_cast<double>(k[0]) * 1.0 - static_cast<double>(k[1]) * 0.5 +
           static_cast<double>(k[2]) * (0.25 - 0.5);
  const std::string model = SampleTrees(TreeColumns(spec, spec.parts[0], 2));
  const auto trees = Booster::Load(std::as_bytes(std::span(model)), 6);
  ASSERT_TRUE(trees);
  const auto value =
      trees->Predict(TreeRow(features_, std::vector{head0, head1}, spec.parts[0], 2, 1));
  const Output output = Run(1);
  EXPECT_EQ(output.part, "prompt");
  EXPECT_EQ(output.prompt, 1);
  EXPECT_NEAR(output.raw.at(0), 0.5 * *value + 0.5 * head1, 1e-6);
}

TEST_F(GbdtEngineTest, ThePromptDecidesThePart) {
  EXPECT_EQ(Run(0).part, "prompt");
  EXPECT_NE(Run(0).raw, Run(1).raw);
  EXPECT_EQ(Run(-1).part, "general") << "named, but unknown";
  EXPECT_FALSE(Run(-1).prompt);
  EXPECT_EQ(Run(std::nullopt).prompt, 1) << "recognised by its topic";
  EXPECT_EQ(Run(std::nullopt).raw, Run(1).raw);
  ngrams_[1] = {{3}, {1.0f}};
  EXPECT_EQ(Run(std::nullopt).part, "general") << "on neither topic";
  EXPECT_EQ(Run(std::nullopt).raw, Run(-1).raw);
}

TEST_F(GbdtEngineTest, ContributionsAddUpButForAConstant) {
  const auto rest = [&] {
    const Output output = Run(-1, true);
    EXPECT_EQ(output.contributions.size(), 3u) << "two features, one block of the part";
    double sum = 0;
    for (const auto& contribution : output.contributions) sum += contribution.effect;
    return output.raw.at(0) - sum;
  };
  const double first = rest();
  features_ = {0.0f, 30.0f};
  ngrams_[0] = {{7}, {1.0f}};
  EXPECT_NEAR(rest(), first, 5e-3) << "eight steps of integration leave a few thousandths";
  features_ = {9.0f, 0.5f};
  EXPECT_NEAR(rest(), first, 5e-3);
  EXPECT_TRUE(Run(-1).contributions.empty()) << "nobody asked";
}

TEST_F(GbdtEngineTest, ManyThreadsGetTheSameBits) {
  const double expected = Run(1).raw.at(0);
  std::vector<std::thread> threads;
  std::atomic<int> wrong = 0;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 200; ++i) {
        const auto output = engine_->Run(InputFor(1), {.explain = t == 0 && i % 20 == 0});
        if (!output || output->raw.at(0) != expected) ++wrong;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

TEST_F(GbdtEngineTest, RefusesInputThatDoesNotFit) {
  const auto refused = [&](const Input& input) {
    const auto output = engine_->Run(input, {});
    return !output && output.error().code == Code::kInvalidArgument;
  };
  std::vector<float> three = {1, 2, 3}, nan = {1, std::numeric_limits<float>::quiet_NaN()};
  std::vector<SparseVector> beyond = {{{8}, {1.0f}}, {}}, uneven = {{{1, 2}, {1.0f}}, {}},
                            one = {{}};
  EXPECT_TRUE(refused({three, ngrams_, {}, -1}));
  EXPECT_TRUE(refused({nan, ngrams_, {}, -1}));
  EXPECT_TRUE(refused({features_, one, {}, -1}));
  EXPECT_TRUE(refused({features_, beyond, {}, -1}));
  EXPECT_TRUE(refused({features_, uneven, {}, -1}));
  EXPECT_TRUE(refused({features_, ngrams_, {}, 2}));
}

TEST_F(GbdtEngineTest, NamesItsRuntime) {
  EXPECT_EQ(engine_->Runtime().substr(0, 8), "xgboost ");
  EXPECT_TRUE(engine_->needs().features && engine_->needs().ngrams && !engine_->needs().tokens);
}

TEST(GbdtEngineOpen, RefusesPackagesThatDoNotFitTogether) {
  auto manifest = SampleManifest();
  manifest.config["features"] = 3;
  EXPECT_EQ(OpenSample(manifest).error().code, Code::kCorrupt);

  manifest = SampleManifest();
  manifest.config["parts"][0]["trees"] = "absent.ubj";
  EXPECT_EQ(OpenSample(manifest).error().code, Code::kNotFound);

  manifest = SampleManifest();
  manifest.config["parts"][0]["trees"] = "general.ubj";  // Expects fewer columns.
  auto wrong = OpenSample(manifest);
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, Code::kCorrupt);
  EXPECT_NE(wrong.error().message.find("columns"), std::string::npos) << wrong.error().message;

  manifest = SampleManifest();
  manifest.config["parts"][0]["trees"] = std::string(kWeightsFile);  // No trees at all.
  EXPECT_EQ(OpenSample(manifest).error().code, Code::kCorrupt);

  EXPECT_EQ(OpenSample(SampleManifest(), "no tensors").error().code, Code::kCorrupt);

  manifest = SampleManifest();
  manifest.outputs.push_back({"style", {1, 6, 1}});
  EXPECT_EQ(OpenSample(manifest).error().code, Code::kCorrupt);

  manifest = SampleManifest();
  manifest.engine = "abacus";
  wrong = OpenSample(manifest);
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, Code::kUnsupported);
  EXPECT_NE(wrong.error().message.find("it has gbdt"), std::string::npos) << wrong.error().message;
}

}  // namespace
}  // namespace redquill::engine::gbdt
