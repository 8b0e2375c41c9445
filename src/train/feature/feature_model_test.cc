#include "train/feature/feature_model.h"

#include <gtest/gtest.h>

#include <numeric>

#include "engine/open.h"
#include "metrics/agreement.h"
#include "model/package.h"
#include "train/feature/sample_essays.h"

namespace redquill::train {
namespace {

Recipe SmallRecipe() {
  Recipe recipe = DefaultRecipe();
  recipe.trees.rounds = 40;
  recipe.trees.min_child_weight = 3;
  recipe.landmarks = 30;
  return recipe;
}

std::vector<size_t> AllRows(const EssaySet& set) {
  std::vector<size_t> rows(set.size());
  std::iota(rows.begin(), rows.end(), size_t{0});
  return rows;
}

model::Manifest Described() {
  model::Manifest manifest;
  manifest.name = "sample";
  manifest.title = "Sample";
  manifest.version = "1";
  manifest.licence = "none";
  manifest.outputs = {{"holistic", {1, 5, 1}}};
  return manifest;
}

TEST(FeatureModel, LearnsAndRunsInTheEngine) {
  const EssaySet set = SampleSet(120, 3);
  const auto rows = AllRows(set);
  const auto model = FitFeatureModel(set, rows, SmallRecipe(), {.parts = Parts::kByPrompt});
  ASSERT_TRUE(model) << model.error().message;
  ASSERT_EQ(model->out_of_fold.size(), 2u);
  for (const auto& raw : model->out_of_fold) {
    EXPECT_GT(metrics::Pearson(set.score, raw), 0.6) << "out of fold";
  }
  const auto bytes = PackFeatureModel(*model, Described(), "# Sample\n");
  ASSERT_TRUE(bytes) << bytes.error().message;
  auto package = model::Package::OpenBytes(std::as_bytes(std::span(*bytes)));
  ASSERT_TRUE(package) << package.error().message;
  EXPECT_EQ((*package)->manifest().prompts, set.prompts);
  EXPECT_TRUE((*package)->Has(model::kModelCardFile));
  const auto engine = engine::Open(*package);
  ASSERT_TRUE(engine) << engine.error().message;
  std::vector<double> raw;
  for (const size_t row : rows) {
    std::vector<engine::SparseVector> ngrams;
    for (const Csr& block : set.blocks) ngrams.push_back(block.Copy(row));
    const auto output = (*engine)->Run({set.FeaturesOf(row), ngrams, {}, set.prompt[row]}, {});
    ASSERT_TRUE(output) << output.error().message;
    EXPECT_EQ(output->part, "prompt");
    raw.push_back(output->raw.at(0));
  }
  EXPECT_GT(metrics::Pearson(set.score, raw), 0.85) << "of essays it learned from";
}

TEST(FeatureModel, CalibrationGivesTheHumanMeanAndSpread) {
  const EssaySet set = SampleSet(120, 3);
  const auto model = FitFeatureModel(set, AllRows(set), SmallRecipe(), {.parts = Parts::kByPrompt});
  ASSERT_TRUE(model);
  for (size_t part = 0; part < 2; ++part) {
    const auto* line = model->calibration.Find(model->spec.parts[part].name, "holistic");
    ASSERT_NE(line, nullptr);
    std::vector<double> calibrated;
    for (const double raw : model->out_of_fold[part]) calibrated.push_back((*line)(raw));
    EXPECT_NEAR(metrics::Mean(calibrated), metrics::Mean(set.score), 1e-9);
    EXPECT_NEAR(metrics::StandardDeviation(calibrated), metrics::StandardDeviation(set.score),
                1e-9);
  }
}

TEST(FeatureModel, TheThreadsDoNotMatterAndTheSeedDoes) {
  const EssaySet set = SampleSet(60, 2);
  const auto pack = [&](uint64_t seed, int threads) {
    const auto model =
        FitFeatureModel(set, AllRows(set), SmallRecipe(),
                        {.parts = Parts::kByPrompt, .seed = seed, .threads = threads});
    EXPECT_TRUE(model);
    return *PackFeatureModel(*model, Described(), "");
  };
  const std::string one = pack(1, 1);
  EXPECT_TRUE(one == pack(1, 3));
  EXPECT_FALSE(one == pack(2, 1));
}

TEST(FeatureModel, ExtraEssaysDoNotMoveTheCalibrationLine) {
  EssaySet set = SampleSet(80, 2);
  for (size_t row = 60; row < 80; ++row) set.extra[row] = true;
  const auto model = FitFeatureModel(set, AllRows(set), SmallRecipe(), {.parts = Parts::kByPrompt});
  ASSERT_TRUE(model);
  const auto* line = model->calibration.Find("prompt", "holistic");
  std::vector<double> calibrated, human;
  for (size_t row = 0; row < 60; ++row) {
    calibrated.push_back((*line)(model->out_of_fold[0][row]));
    human.push_back(set.score[row]);
  }
  EXPECT_NEAR(metrics::Mean(calibrated), metrics::Mean(human), 1e-9);
}

TEST(FeatureModel, RefusesWhatCanNotBeLearned) {
  EssaySet set = SampleSet(60, 2);
  const Recipe recipe = SmallRecipe();
  const auto code = [&](const std::vector<size_t>& rows, const FitOptions& options) {
    const auto model = FitFeatureModel(set, rows, recipe, options);
    return model ? std::string("none") : model.error().message;
  };
  EXPECT_NE(code({1, 2, 3}, {}).find("3 essays"), std::string::npos);
  std::vector<size_t> parks;
  for (size_t row = 0; row < 60; row += 2) parks.push_back(row);
  EXPECT_NE(code(parks, {.parts = Parts::kGeneral}).find("two prompts"), std::string::npos);
  std::vector<int> gap(60, 0);
  gap[3] = 2;
  EXPECT_NE(code(AllRows(set), {.inner = gap}).find("inner folds"), std::string::npos);
  set.score.assign(60, 3);
  EXPECT_NE(code(AllRows(set), {}).find("nothing to learn"), std::string::npos);
}

}  // namespace
}  // namespace redquill::train
