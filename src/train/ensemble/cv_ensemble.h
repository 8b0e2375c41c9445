#ifndef REDQUILL_TRAIN_ENSEMBLE_CV_ENSEMBLE_H_
#define REDQUILL_TRAIN_ENSEMBLE_CV_ENSEMBLE_H_

#include <vector>

#include "train/ensemble/blend.h"
#include "train/feature/cross_validation.h"

namespace redquill::train {

/// The essays of a table as a set without texts or features, for protocols and figures.
EssaySet SetOf(const ScoreTable& table);

/// Cross-validates an ensemble from its members' cross-validated scores: the weights and the line
/// for each test part are fitted on the scores of the other parts, of its prompt alone with
/// kPromptSpecific. The report has a rung a member, as it stands in its table, and one of the
/// ensemble.
///
/// What is nested and what is not: no test essay's own score plays a part in its weights, but the
/// members' scores of the other parts come from models that learned from test essays. With a few
/// weights for thousands of essays that is the usual practice; a whole nesting would train every
/// member folds times more.
///
/// The errors of MakeTasks and FitBlend; kInvalidArgument where a protocol doesn't fit.
Result<CvReport> CrossValidateEnsemble(const EssaySet& set, std::span<const ScoreTable> members,
                                       const CvOptions& options, std::vector<Blend>* blends);

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_ENSEMBLE_CV_ENSEMBLE_H_
