#include "engine/gbdt/sample_model.h"

#include <gtest/gtest.h>
#include <xgboost/c_api.h>

#include <limits>

#include "base/random.h"
#include "engine/gbdt/gbdt_engine.h"
#include "model/package_writer.h"

namespace redquill::engine::gbdt {

Spec SampleSpec() {
  Spec spec;
  spec.features = 2;
  spec.blocks = {{"words", 8}, {"topics", 4}};
  spec.gammas = {0.3};
  spec.parts = {{"prompt", {"words"}, {{"words", 2}}, true, 0.5, "prompt.ubj"},
                {"general", {"words"}, {}, false, 0.25, "general.ubj"}};
  spec.topics = "topics";
  return spec;
}

Weights SampleWeights() {
  Weights weights;
  weights.mean = {1.0f, 2.0f};
  weights.scale = {1.0f, 0.5f};
  weights.landmarks = {0.5f, 0.0f, -1.0f, 1.0f, 0.0f, -0.5f};
  HeadWeights prompt;
  prompt.intercept = {2.0f, 2.5f};
  prompt.blocks = {{}};
  prompt.folded = {{}};
  for (int c = 0; c < 8; ++c) {
    const auto v = static_cast<float>(c);
    prompt.blocks[0].push_back({0.125f * v, -0.25f * v});
    prompt.folded[0].push_back({0.5f * v, 0.25f * v});  // 2 prompts of 4 columns.
  }
  prompt.kernel = {1.0f, -0.5f, 0.25f};
  prompt.kernel_by_prompt = {0.5f, 0.0f, 0.0f, 0.0f, 0.0f, -0.5f};
  prompt.centre = {0.125f};
  HeadWeights general = prompt;
  general.folded.clear();
  general.kernel_by_prompt.clear();
  weights.parts = {prompt, general};
  weights.topics = {{1, 1, 1, 1}, {1, 0, 0, 0, 0, 1, 0, 0}, {0.5f, 0.5f}};
  return weights;
}

std::string SampleTrees(size_t columns) {
  constexpr size_t kRows = 200;
  Random random(7);
  std::vector<float> rows(kRows * columns), labels(kRows);
  for (size_t i = 0; i < kRows; ++i) {
    for (size_t j = 0; j < columns; ++j) {
      rows[i * columns + j] = static_cast<float>(random.Unit() * 4);
      labels[i] += rows[i * columns + j] / static_cast<float>(j + 1);
    }
  }
  DMatrixHandle matrix = nullptr;
  BoosterHandle booster = nullptr;
  const auto check = [](int status) { EXPECT_EQ(status, 0) << XGBGetLastError(); };
  check(XGDMatrixCreateFromMat(rows.data(), kRows, columns, std::numeric_limits<float>::quiet_NaN(),
                               &matrix));
  check(XGDMatrixSetFloatInfo(matrix, "label", labels.data(), kRows));
  check(XGBoosterCreate(&matrix, 1, &booster));
  check(XGBoosterSetParam(booster, "nthread", "1"));
  check(XGBoosterSetParam(booster, "max_depth", "3"));
  for (int round = 0; round < 10; ++round) check(XGBoosterUpdateOneIter(booster, round, matrix));
  bst_ulong size = 0;
  const char* bytes = nullptr;
  check(XGBoosterSaveModelToBuffer(booster, R"({"format":"ubj"})", &size, &bytes));
  std::string model(bytes, size);
  XGBoosterFree(booster);
  XGDMatrixFree(matrix);
  return model;
}

model::Manifest SampleManifest() {
  model::Manifest manifest;
  manifest.name = "sample";
  manifest.title = "Sample";
  manifest.version = "1";
  manifest.architecture = "features-gbdt";
  manifest.engine = "gbdt";
  manifest.outputs = {{"holistic", {1, 6, 1}}};
  manifest.prompts = {"Gardens", "Trains"};
  manifest.licence = "Apache-2.0";
  manifest.config = ToJson(SampleSpec());
  return manifest;
}

std::string SamplePackage(const model::Manifest& manifest, const std::string& weights) {
  const Spec spec = SampleSpec();
  const std::string bytes = weights.empty() ? WriteWeights(spec, 2, SampleWeights()) : weights;
  const std::string prompt = SampleTrees(TreeColumns(spec, spec.parts[0], 2));
  const std::string general = SampleTrees(TreeColumns(spec, spec.parts[1], 2));
  auto package = model::WritePackageBytes(
      manifest, {{std::string(kWeightsFile), bytes, model::Storage::kStored},
                 {"prompt.ubj", prompt, model::Storage::kDeflated},
                 {"general.ubj", general, model::Storage::kDeflated}});
  EXPECT_TRUE(package) << package.error().message;
  return *package;
}

}  // namespace redquill::engine::gbdt
