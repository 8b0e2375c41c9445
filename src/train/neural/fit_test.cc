#include "train/neural/fit.h"

#include <ATen/Parallel.h>
#include <dlfcn.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/random.h"
#include "metrics/agreement.h"
#include "train/neural/lstm_network.h"

namespace redquill::train {
namespace {

// Essays whose score is the number of tokens 1 among ten.
struct Essays {
  EssaySet set;
  std::vector<std::vector<int32_t>> tokens;
  FitParts parts;
};

Essays MakeEssays() {
  Essays made;
  Random random(4);
  for (size_t i = 0; i < 120; ++i) {
    const auto ones = random.Below(7);
    std::vector<int32_t> tokens;
    for (uint64_t t = 0; t < 10; ++t) {
      tokens.push_back(t < ones ? 1 : 2 + static_cast<int32_t>(random.Below(5)));
    }
    made.tokens.push_back(tokens);
    made.set.id.push_back(std::to_string(i));
    made.set.score.push_back(static_cast<double>(ones));
    made.set.prompt.push_back(0);
    made.set.extra.push_back(false);
    (i % 4 == 0 ? made.parts.validation : made.parts.learn).push_back(i);
  }
  made.parts.groups[-1] = {metrics::Mean(made.set.score),
                           metrics::StandardDeviation(made.set.score)};
  return made;
}

// How many processors the machine has must not change a result.
TEST(UseThreadsTest, HoldsForOpenBlasToo) {
  using Threads = int (*)();
  const auto blas = reinterpret_cast<Threads>(::dlsym(RTLD_DEFAULT, "openblas_get_num_threads"));
  if (blas == nullptr) GTEST_SKIP() << "another BLAS";
  const int before = at::get_num_threads();
  for (const int threads : {1, 2}) {
    UseThreads(threads);
    EXPECT_EQ(blas(), threads);
    EXPECT_EQ(at::get_num_threads(), threads);
  }
  UseThreads(before);
}

Result<void> Fit(LstmNetwork* network, const Essays& essays, const LoopRecipe& recipe,
                 NetworkModel* model) {
  const auto read = [&](size_t row) { return Reading{essays.tokens[row], {}}; };
  return FitNetwork(network, essays.set, essays.parts, read, recipe, 1, "", {}, model);
}

double CorrelationWith(const std::vector<double>& teacher, double weight) {
  const Essays essays = MakeEssays();
  LstmNetwork network({8, 6, 5, model::onnx::LstmPooling::kMean}, {}, 0, {}, 7);
  LoopRecipe recipe;
  recipe.epochs = 1;  // Later ones that only a teacher likes would not be kept.
  recipe.learning_rate = 0.03;
  recipe.batch_tokens = 20;
  recipe.teacher = teacher;
  recipe.teacher_weight = weight;
  NetworkModel model;
  const auto fitted = Fit(&network, essays, recipe, &model);
  EXPECT_TRUE(fitted) << fitted.error().message;
  std::vector<Example> all;
  for (const auto& tokens : essays.tokens) all.push_back({tokens});
  return metrics::Pearson(essays.set.score, Predict(&network, all, 1000));
}

// A teacher that says the opposite is believed as far as its weight goes.
TEST(FitTest, ATeacherCountsByItsWeight) {
  std::vector<double> opposite;
  for (const double score : MakeEssays().set.score) opposite.push_back(6 - score);
  EXPECT_GT(CorrelationWith({}, 0.5), 0.8);
  EXPECT_GT(CorrelationWith(opposite, 0), 0.8);
  EXPECT_LT(CorrelationWith(opposite, 1), -0.5);
  // What it says nothing of is learned from people.
  const std::vector<double> nothing(120, std::numeric_limits<double>::quiet_NaN());
  EXPECT_GT(CorrelationWith(nothing, 1), 0.8);
}

// Essays of MakeEssays with two traits: how many tokens are 2, known of two essays in three, and
// the opposite of the score.
Essays WithTraits() {
  Essays essays = MakeEssays();
  essays.set.traits = {{"twos", {}}, {"opposite", {}}};
  for (size_t row = 0; row < essays.set.size(); ++row) {
    const auto& tokens = essays.tokens[row];
    const auto twos = static_cast<double>(std::count(tokens.begin(), tokens.end(), 2));
    essays.set.traits[0].score.push_back(row % 3 == 0 ? std::nan("") : twos);
    essays.set.traits[1].score.push_back(6 - essays.set.score[row]);
  }
  std::vector<size_t> rows(essays.set.size());
  std::iota(rows.begin(), rows.end(), size_t{0});
  const auto parts = MakeParts(essays.set, rows, false, 4, 1);
  EXPECT_TRUE(parts) << parts.error().message;
  essays.parts = *parts;
  return essays;
}

TEST(FitTest, OneNetworkLearnsAScoreAndTraitsSomeOfThemUnknown) {
  const Essays essays = WithTraits();
  EXPECT_EQ(essays.parts.scores(), 3);
  LstmNetwork network({8, 6, 8, model::onnx::LstmPooling::kMean, 3}, {}, 0, {}, 7);
  LoopRecipe recipe;
  recipe.epochs = 30;
  recipe.learning_rate = 0.03;
  recipe.batch_tokens = 100;
  recipe.average = 0.9;
  NetworkModel model;
  const auto fitted = Fit(&network, essays, recipe, &model);
  ASSERT_TRUE(fitted) << fitted.error().message;
  std::vector<Example> all;
  for (const auto& tokens : essays.tokens) all.push_back({tokens});
  const auto values = PredictAll(&network, all, 1000);
  ASSERT_EQ(model.trait_lines.size(), 2u);
  for (size_t output = 0; output < 3; ++output) {
    std::vector<double> wanted, given;
    for (size_t row = 0; row < essays.set.size(); ++row) {
      const double score =
          output == 0 ? essays.set.score[row] : essays.set.traits[output - 1].score[row];
      if (std::isnan(score)) continue;
      wanted.push_back(score);
      given.push_back(values[row][output]);
    }
    EXPECT_GT(metrics::Pearson(wanted, given), 0.85) << output;
    EXPECT_LT(metrics::Rmse(wanted, given), 0.8) << output;  // In scores, as the head gives them.
    if (output > 0) {
      EXPECT_NEAR(model.trait_lines[output - 1].slope, 1, 0.3);
    }
  }
}

TEST(FitTest, TraitsThatCantBeLearnedAreRefused) {
  Essays essays = WithTraits();
  std::vector<size_t> rows(essays.set.size());
  std::iota(rows.begin(), rows.end(), size_t{0});
  EXPECT_EQ(MakeParts(essays.set, rows, true, 4, 1).error().code, Code::kUnsupported);
  LstmNetwork network({8, 6, 8, model::onnx::LstmPooling::kMean, 3}, {}, 0, {}, 7);
  LoopRecipe recipe;
  recipe.loss = LossKind::kOrdinal;
  NetworkModel model;
  const auto fitted = Fit(&network, essays, recipe, &model);
  EXPECT_EQ(fitted.error().code, Code::kUnsupported);
  auto& opposite = essays.set.traits[1].score;
  opposite.assign(opposite.size(), 3);
  EXPECT_NE(MakeParts(essays.set, rows, false, 4, 1).error().message.find("one score for opposite"),
            std::string::npos);
  opposite.assign(opposite.size(), std::nan(""));
  EXPECT_NE(MakeParts(essays.set, rows, false, 4, 1).error().message.find("0 essays"),
            std::string::npos);
}

}  // namespace
}  // namespace redquill::train
