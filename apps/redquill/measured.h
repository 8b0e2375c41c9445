#ifndef REDQUILL_APPS_REDQUILL_MEASURED_H_
#define REDQUILL_APPS_REDQUILL_MEASURED_H_

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "metrics/evaluation.h"
#include "redquill/local_models.h"
#include "table/essays.h"

namespace redquill::app {

/// What `redquill evaluate` is told.
struct EvaluateOptions {
  std::string data, folds, predictions;
  LocalModels models;
  table::ColumnNames columns;
  int fold = -1;
  double step = 1;
  metrics::BootstrapOptions bootstrap;
  bool json = false, quiet = false;
  unsigned threads = 1;
};

/// Human and system scores, ready to be compared.
struct Measured {
  std::vector<metrics::ScorePair> pairs;
  double step = 1;                    ///< Of the scale.
  std::string system;                 ///< What gave the scores.
  std::vector<std::string> warnings;  ///< What a reader of the figures must know.
  uint64_t without_score = 0;         ///< Essays without a human score, left out.
  uint64_t refused = 0;               ///< Essays that could not be scored, left out.
};

/// The essays of the table that count: those with a human score, of a fold's test part if one is
/// asked for. Counts those without a score.
Result<std::vector<table::EssayRow>> RowsToMeasure(const EvaluateOptions& options,
                                                   Measured& measured);

/// Scores those essays with a model.
Result<Measured> MeasureModel(const EvaluateOptions& options);

/// Takes the scores from a table of predictions with the columns `score`, perhaps `raw`
/// (unrounded), and either `human` and perhaps `prompt`, or `id`: then the human scores and prompts
/// are those of the data, and every essay to measure needs a prediction.
Result<Measured> MeasurePredictions(const EvaluateOptions& options);

}  // namespace redquill::app

#endif  // REDQUILL_APPS_REDQUILL_MEASURED_H_
