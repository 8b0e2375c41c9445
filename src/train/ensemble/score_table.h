#ifndef REDQUILL_TRAIN_ENSEMBLE_SCORE_TABLE_H_
#define REDQUILL_TRAIN_ENSEMBLE_SCORE_TABLE_H_

#include <span>
#include <string>
#include <vector>

#include "base/error.h"

namespace redquill::train {

/// One essay as a cross-validation scored it, without having learned from it.
struct ScoredEssay {
  std::string id, prompt;  ///< The prompt may be empty.
  double human = 0;
  double raw = 0;         ///< The engine's value.
  double calibrated = 0;  ///< After the calibration line.
  double score = 0;       ///< On the scale.
};

/// What `redquill-train cv … --scores` writes: the columns essay_id, prompt, human, raw, calibrated
/// and score.
struct ScoreTable {
  std::string name;  ///< Of the system, for people.
  std::vector<ScoredEssay> essays;
};

/// Reads such a table (.csv, .tsv, .jsonl); its name becomes the file's, without folder and ending.
/// kNotFound names a missing column; kInvalidArgument names the line of a cell that is no number,
/// an essay that comes twice, an empty table; the errors of table::OpenTableFile.
Result<ScoreTable> ReadScoreTable(const std::string& path);

/// The table as CSV.
std::string ToCsv(const ScoreTable& table);

/// Puts every table's essays into the first one's order. kInvalidArgument where they don't hold the
/// same essays with the same human scores and prompts: the message counts them and names the first.
Result<void> Align(std::span<ScoreTable> tables);

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_ENSEMBLE_SCORE_TABLE_H_
