#ifndef REDQUILL_APPS_REDQUILL_TRAIN_CV_PRINT_H_
#define REDQUILL_APPS_REDQUILL_TRAIN_CV_PRINT_H_

#include <string>

#include "train/feature/cross_validation.h"

namespace redquill::train_app {

/// What every cross-validation ends with: its scores into the file `scores` (empty: none), its
/// report to stdout, as one JSON object or for people.
Result<void> GiveReport(const train::EssaySet& set, const train::CvReport& report,
                        train::Protocol protocol, const std::string& scores, bool json);

/// A cross-validation's figures, for people.
void PrintReport(const train::CvReport& report, train::Protocol protocol);

/// The whole model's score of every tested essay, as a .csv.
Result<void> WriteScores(const train::EssaySet& set, const train::CvReport& report,
                         const std::string& path);

}  // namespace redquill::train_app

#endif  // REDQUILL_APPS_REDQUILL_TRAIN_CV_PRINT_H_
