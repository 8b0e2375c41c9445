#include <algorithm>
#include <filesystem>

#include "base/progress.h"
#include "base/sha256.h"
#include "redquill/measured.h"
#include "redquill/ordered_scoring.h"
#include "scoring/service.h"
#include "table/folds.h"
#include "table/shown.h"

namespace redquill::app {
namespace {

/// Keeps the essays for testing in the fold asked for.
Result<void> KeepTestPart(const EvaluateOptions& options, std::vector<table::EssayRow>& rows) {
  const auto folds = table::ReadFoldsFile(options.folds);
  if (!folds) return Failure(folds.error());
  if (options.fold < 0 || options.fold >= folds->count()) {
    return Fail(Code::kInvalidArgument,
                "--folds needs --fold K with K from 0 to " + std::to_string(folds->count() - 1) +
                    ": the fold whose test essays are to be measured",
                "fold");
  }
  std::vector<std::string> ids;
  for (const auto& row : rows) ids.push_back(row.id);
  if (auto fits = folds->CheckIds(ids); !fits) {
    return Failure(fits.error(), options.folds + " and " + options.data);
  }
  std::vector<table::EssayRow> kept;
  for (const size_t i : folds->Select(ids, options.fold, table::Part::kTest)) {
    kept.push_back(std::move(rows[i]));
  }
  rows = std::move(kept);
  return {};
}

/// Where the model learned from this very table, the figures measure its memory.
void WarnOfTrainingData(const scoring::ModelInfo& info, const EvaluateOptions& options,
                        Measured& measured) {
  const auto digest = Sha256HexOfFile(options.data);
  const std::string stem = std::filesystem::path(options.data).stem().string();
  for (const auto& data : info.manifest.training_data) {
    const bool same = digest && data.sha256 == *digest;
    if (!same && data.name != stem) continue;
    measured.warnings.push_back(
        (same ? "The model was trained on this table ("
              : "The model was trained on data of this name (") +
        table::Shown(data.name) +
        "): where essays are the same, these figures say how well it remembers them, not how well "
        "it scores. Measure on essays it has not seen, or give out-of-fold --predictions");
  }
}

}  // namespace

Result<std::vector<table::EssayRow>> RowsToMeasure(const EvaluateOptions& options,
                                                   Measured& measured) {
  const bool by_id = !options.folds.empty() || !options.predictions.empty();
  auto rows =
      table::ReadEssays(options.data, options.columns,
                        {.id = by_id, .score = true, .prompt = !options.columns.prompt.empty()});
  if (!rows) return Failure(rows.error());
  measured.without_score = std::erase_if(*rows, [](const auto& row) { return !row.score; });
  if (!options.folds.empty()) {
    if (auto kept = KeepTestPart(options, *rows); !kept) return Failure(kept.error());
  } else if (options.fold >= 0) {
    return Fail(Code::kInvalidArgument, "--fold needs --folds FILE", "folds");
  }
  return rows;
}

Result<Measured> MeasureModel(const EvaluateOptions& options) {
  Measured measured;
  auto rows = RowsToMeasure(options, measured);
  if (!rows) return Failure(rows.error());
  const auto service = LoadLocal(options.models);
  if (!service) return Failure(service.error());
  const scoring::ModelInfo& info = (*service)->models().front();
  measured.system = info.manifest.name + " " + info.digest.substr(0, 12);
  measured.step = info.manifest.scale().step;
  WarnOfTrainingData(info, options, measured);

  Progress progress("Scoring", rows->size(), "essays", options.quiet);
  const auto deliver = [&](const table::EssayRow& row, const Result<scoring::Answer>& outcome) {
    if (outcome) {
      const auto& first = outcome->outputs.front();
      measured.pairs.push_back({*row.score, first.score, first.calibrated, row.prompt});
    } else {
      ++measured.refused;
    }
    progress.Add(1);
    return true;
  };
  OrderedScoring scoring(**service, {options.models.model, {}, false, options.threads}, deliver);
  for (auto& row : *rows) scoring.Submit(std::move(row));
  scoring.Finish();
  return measured;
}

}  // namespace redquill::app
