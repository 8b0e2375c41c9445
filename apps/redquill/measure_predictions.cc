#include <charconv>
#include <cmath>
#include <optional>
#include <unordered_map>

#include "redquill/measured.h"
#include "table/reader.h"
#include "table/shown.h"

namespace redquill::app {
namespace {

/// A record of predictions.
struct Prediction {
  uint64_t line = 0;
  std::string id, prompt;
  double human = 0, score = 0, raw = 0;
};

/// Where the columns stand.
struct Columns {
  size_t score = 0;
  std::optional<size_t> id, human, raw, prompt;
};

std::optional<size_t> Place(const table::Reader& reader, std::string_view name) {
  const auto column = reader.Column(name);
  return column ? std::optional(*column) : std::nullopt;
}

Result<Columns> FindColumns(const table::Reader& reader, const EvaluateOptions& options) {
  const auto score = reader.Column("score");
  if (!score) return Failure(score.error());
  Columns columns{*score, Place(reader, "id"), Place(reader, "human"), Place(reader, "raw"),
                  Place(reader, "prompt")};
  if (!columns.human && options.data.empty()) {
    return Fail(Code::kInvalidArgument,
                "predictions need a column human, or a column id and --data with the essays' human "
                "scores; there are " +
                    reader.ColumnList(),
                "human");
  }
  if (!columns.id && !options.data.empty()) {
    return Fail(Code::kInvalidArgument,
                "predictions for --data need a column id; there are " + reader.ColumnList(), "id");
  }
  return columns;
}

Result<double> Number(const table::Row& row, size_t column, std::string_view name) {
  const std::string& cell = row.cells[column];
  double value = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (error != std::errc() || end != cell.data() + cell.size() || !std::isfinite(value)) {
    return Fail(
        Code::kInvalidArgument,
        "line " + std::to_string(row.line) + ": column " + std::string(name) + " is not a number",
        std::string(name));
  }
  return value;
}

Result<Prediction> ReadPrediction(const table::Row& row, const Columns& columns) {
  Prediction prediction;
  prediction.line = row.line;
  if (columns.id) prediction.id = row.cells[*columns.id];
  if (columns.prompt) prediction.prompt = row.cells[*columns.prompt];
  const auto score = Number(row, columns.score, "score");
  if (!score) return Failure(score.error());
  prediction.score = prediction.raw = *score;
  if (columns.raw) {
    const auto raw = Number(row, *columns.raw, "raw");
    if (!raw) return Failure(raw.error());
    prediction.raw = *raw;
  }
  if (columns.human) {
    const auto human = Number(row, *columns.human, "human");
    if (!human) return Failure(human.error());
    prediction.human = *human;
  }
  return prediction;
}

Result<std::vector<Prediction>> ReadAll(const EvaluateOptions& options) {
  auto reader = table::OpenTableFile(options.predictions);
  if (!reader) return Failure(reader.error());
  const auto columns = FindColumns(**reader, options);
  if (!columns) return Failure(columns.error(), options.predictions);
  std::vector<Prediction> predictions;
  for (table::Row row;;) {
    const auto more = (*reader)->Next(row);
    if (!more) return Failure(more.error(), options.predictions);
    if (!*more) return predictions;
    if (row.error) return Failure(*row.error, options.predictions);
    auto prediction = ReadPrediction(row, *columns);
    if (!prediction) return Failure(prediction.error(), options.predictions);
    predictions.push_back(std::move(*prediction));
  }
}

/// Human scores and prompts of the data, system scores of the predictions, by id.
Result<void> Join(const EvaluateOptions& options, const std::vector<Prediction>& predictions,
                  Measured& measured) {
  std::unordered_map<std::string_view, const Prediction*> by_id;
  for (const Prediction& one : predictions) {
    if (!by_id.emplace(one.id, &one).second) {
      return Fail(Code::kInvalidArgument, options.predictions + ": line " +
                                              std::to_string(one.line) + ": the id " +
                                              table::Shown(one.id) + " comes twice");
    }
  }
  const auto rows = RowsToMeasure(options, measured);
  if (!rows) return Failure(rows.error());
  uint64_t missing = 0;
  std::string first;
  for (const auto& row : *rows) {
    const auto found = by_id.find(row.id);
    if (found == by_id.end()) {
      if (missing++ == 0) first = row.id;
      continue;
    }
    const Prediction& prediction = *found->second;
    measured.pairs.push_back({*row.score, prediction.score, prediction.raw, row.prompt});
  }
  if (missing == 0) return {};
  return Fail(Code::kInvalidArgument,
              std::to_string(missing) + " of " + std::to_string(rows->size()) + " essays of " +
                  options.data + " have no prediction (first: " + table::Shown(first) +
                  "). Give a prediction for each, or a fold's with --folds and --fold",
              "predictions");
}

}  // namespace

Result<Measured> MeasurePredictions(const EvaluateOptions& options) {
  const auto predictions = ReadAll(options);
  if (!predictions) return Failure(predictions.error());
  Measured measured;
  measured.step = options.step;
  measured.system = options.predictions;
  if (!options.data.empty()) {
    if (auto joined = Join(options, *predictions, measured); !joined) {
      return Failure(joined.error());
    }
    return measured;
  }
  for (const Prediction& one : *predictions) {
    measured.pairs.push_back({one.human, one.score, one.raw, one.prompt});
  }
  return measured;
}

}  // namespace redquill::app
