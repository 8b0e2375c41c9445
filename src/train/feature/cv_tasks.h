#ifndef REDQUILL_TRAIN_FEATURE_CV_TASKS_H_
#define REDQUILL_TRAIN_FEATURE_CV_TASKS_H_

#include <vector>

#include "base/error.h"
#include "train/feature/cross_validation.h"

namespace redquill::train {

/// One model of a cross-validation.
struct CvTask {
  std::vector<size_t> learn, test;  ///< Rows of the essay set, ascending.
  Parts parts = Parts::kSingle;
  model::Scale scale;
};

/// The models that a protocol asks for; each essay that is not extra is in one test part (but see
/// CvOptions::within), and no model learns from a text that it is tested on. Errors as
/// CrossValidate; kConflict where essays with the same text are tested in different folds (see
/// CvOptions::duplicates).
Result<std::vector<CvTask>> MakeTasks(const EssaySet& set, const CvOptions& options);

/// The scale on which the scores of `rows` lie, those of traits too: their range, in steps of 1 or,
/// where scores need it, 0.5.
model::Scale ScaleOf(const EssaySet& set, const std::vector<size_t>& rows);

/// The essays with the features of one group of the feature table alone, and no n-grams.
EssaySet OnlyFeatureGroup(const EssaySet& set, std::string_view group);

/// The recipe without its n-gram blocks.
Recipe WithoutNgrams(Recipe recipe);

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_FEATURE_CV_TASKS_H_
