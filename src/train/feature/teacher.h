#ifndef REDQUILL_TRAIN_FEATURE_TEACHER_H_
#define REDQUILL_TRAIN_FEATURE_TEACHER_H_

#include <string>
#include <vector>

#include "base/error.h"
#include "train/feature/essay_set.h"

namespace redquill::train {

// What another model, the teacher, scores the essays of a set: for LoopRecipe::teacher. By row, in
// points of the scale and not rounded; NaN where it says nothing. A teacher that has learned from
// an essay that something is measured on hands on what it knows of it: in a cross-validation, use
// one that saw the training part alone.

/// From a table with the columns `essay_id` (or `id`) and `calibrated` (or else `score`), such as
/// `redquill-train cv --scores` and `redquill score` write. kNotFound names a missing column;
/// kInvalidArgument names the line of a cell that is no number, and a table that holds none of the
/// essays; the errors of table::OpenTableFile.
Result<std::vector<double>> TeacherFromTable(const std::string& path, const EssaySet& set);

/// From a package, which scores every essay, prompts named. The set holds texts.
/// kInvalidArgument where human scores stand off the package's scale; the errors of
/// model::LoadModel, scoring::LoadedModel::Load and Score.
Result<std::vector<double>> TeacherFromPackage(const std::string& path, const EssaySet& set,
                                               int threads, const EssayProgress& progress);

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_FEATURE_TEACHER_H_
