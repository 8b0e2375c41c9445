#include "train/neural/fit.h"

#include <gtest/gtest.h>

#include <limits>

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
  const auto read = [&](size_t row) { return Reading{essays.tokens[row], {}}; };
  const auto fitted =
      FitNetwork(&network, essays.set, essays.parts, read, recipe, 1, "", {}, &model);
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

}  // namespace
}  // namespace redquill::train
