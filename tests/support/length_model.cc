#include "tests/support/length_model.h"

#include <xgboost/c_api.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <stdexcept>

#include "engine/gbdt/gbdt_engine.h"
#include "engine/gbdt/spec.h"
#include "engine/gbdt/weights.h"
#include "features/features.h"
#include "features/ngrams.h"
#include "model/package_writer.h"

namespace redquill::samples {
namespace {

using engine::gbdt::Spec;

constexpr size_t kPrompts = 2;

size_t WordsColumn() {
  const auto table = features::Table();
  size_t column = 0;
  while (table[column].name != "words") ++column;
  return column;
}

void Check(int status) {
  if (status != 0) throw std::runtime_error(XGBGetLastError());
}

/// Trees of `columns` columns that step up by one every so many words.
std::string Trees(size_t columns, size_t words_a_point) {
  constexpr size_t kRows = 90;
  std::vector<float> rows(kRows * columns, 0.0f), labels(kRows);
  for (size_t words = 0; words < kRows; ++words) {
    rows[words * columns + WordsColumn()] = static_cast<float>(words);
    labels[words] = static_cast<float>(std::clamp<size_t>(words / words_a_point, 1, 6));
  }
  DMatrixHandle matrix = nullptr;
  Check(XGDMatrixCreateFromMat(rows.data(), kRows, columns, std::numeric_limits<float>::quiet_NaN(),
                               &matrix));
  const std::unique_ptr<void, int (*)(DMatrixHandle)> free_matrix(matrix, &XGDMatrixFree);
  Check(XGDMatrixSetFloatInfo(matrix, "label", labels.data(), kRows));
  BoosterHandle booster = nullptr;
  Check(XGBoosterCreate(&matrix, 1, &booster));
  const std::unique_ptr<void, int (*)(BoosterHandle)> free_booster(booster, &XGBoosterFree);
  for (const auto& [name, value] : {std::pair("nthread", "1"),
                                    {"max_depth", "3"},
                                    {"eta", "1"},
                                    {"lambda", "0"},
                                    {"tree_method", "exact"}}) {
    Check(XGBoosterSetParam(booster, name, value));
  }
  for (int round = 0; round < 8; ++round) Check(XGBoosterUpdateOneIter(booster, round, matrix));
  bst_ulong size = 0;
  const char* bytes = nullptr;
  Check(XGBoosterSaveModelToBuffer(booster, R"({"format":"ubj"})", &size, &bytes));
  return std::string(bytes, size);
}

Spec LengthSpec() {
  Spec spec;
  spec.features = static_cast<uint32_t>(features::Table().size());
  spec.gammas = {1.0};
  spec.parts = {{"prompt", {}, {}, true, 1.0, "prompt.ubj"},
                {"general", {}, {}, false, 1.0, "general.ubj"}};
  return spec;
}

/// Heads that say nothing, and a kernel with one landmark of no weight.
engine::gbdt::Weights NoWeights(const Spec& spec) {
  engine::gbdt::Weights weights;
  weights.mean.assign(spec.features, 0.0f);
  weights.scale.assign(spec.features, 0.0f);
  weights.landmarks.assign(spec.features, 0.0f);
  engine::gbdt::HeadWeights head;
  head.kernel = {0.0f};
  weights.parts = {head, head};
  weights.parts[0].kernel_by_prompt.assign(kPrompts, 0.0f);
  return weights;
}

}  // namespace

void WriteLengthModel(const std::string& path, const std::string& name,
                      const std::vector<model::TrainingData>& training_data, size_t words_a_point) {
  const Spec spec = LengthSpec();
  model::Manifest manifest;
  manifest.name = name;
  manifest.title = "Scores by length, for tests";
  manifest.version = "1";
  manifest.architecture = "features-gbdt";
  manifest.engine = "gbdt";
  manifest.outputs = {{"holistic", {1, 6, 1}}};
  manifest.prompts = {"Gardens", "Trains"};
  manifest.licence = "Apache-2.0";
  manifest.training_data = training_data;
  manifest.requirements = {{"feature_table", std::string(features::TableDigest())},
                           {"ngram_table", std::string(features::NgramDigest())}};
  manifest.config = ToJson(spec);
  const std::string weights = WriteWeights(spec, kPrompts, NoWeights(spec));
  const std::string prompt = Trees(TreeColumns(spec, spec.parts[0], kPrompts), words_a_point);
  const std::string general = Trees(TreeColumns(spec, spec.parts[1], kPrompts), words_a_point);
  const auto written = model::WritePackage(
      path, manifest,
      {{std::string(engine::gbdt::kWeightsFile), weights, model::Storage::kStored},
       {"prompt.ubj", prompt, model::Storage::kDeflated},
       {"general.ubj", general, model::Storage::kDeflated}});
  if (!written) throw std::runtime_error(written.error().message);
}

std::string EssayOfLength(int words) {
  static const char* const kWords[] = {"gardens", "teach", "us",   "how",  "slow", "work",
                                       "pays",    "off",   "when", "rain", "comes"};
  std::string essay;
  for (int i = 0; i < words; ++i) {
    if (i > 0) essay += i % 11 == 0 ? ". " : " ";
    essay += kWords[i % 11];
  }
  return essay + ".";
}

}  // namespace redquill::samples
