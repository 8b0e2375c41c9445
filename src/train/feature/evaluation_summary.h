#ifndef REDQUILL_TRAIN_FEATURE_EVALUATION_SUMMARY_H_
#define REDQUILL_TRAIN_FEATURE_EVALUATION_SUMMARY_H_

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "metrics/bootstrap.h"
#include "train/feature/cross_validation.h"

namespace redquill::train {

/// The figures of one cross-validation that a package carries.
struct EvaluationSummary {
  struct Rung {
    std::string name;
    double uncalibrated = 0, calibrated = 0;  ///< QWK of the statistic.
    metrics::Interval interval;               ///< Of the calibrated QWK, 95 %.
  };
  std::string command;    ///< What printed it, with file names without folders.
  std::string data;       ///< The essays' file names, joined by " + ".
  std::string statistic;  ///< "all essays", "mean over prompts" or "mean over folds and prompts".
  size_t essays = 0;      ///< Tested on.
  std::vector<Rung> rungs;
  std::string recognition;  ///< How prompts were told, in words; may be empty.
};

EvaluationSummary Summarise(const CvReport& report, Protocol protocol, const std::string& command,
                            const std::vector<SourceReport>& sources);

nlohmann::json ToJson(const EvaluationSummary& summary);

/// Reads the member "summary" of what `redquill-train cv … --json` printed. kInvalidArgument where
/// the text is something else; `name` is used in the message.
Result<EvaluationSummary> ReadSummary(std::string_view json, const std::string& name);

/// The last part of a path.
std::string FileName(const std::string& path);

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_FEATURE_EVALUATION_SUMMARY_H_
