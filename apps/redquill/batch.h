#ifndef REDQUILL_APPS_REDQUILL_BATCH_H_
#define REDQUILL_APPS_REDQUILL_BATCH_H_

#include <string>
#include <vector>

#include "scoring/service.h"
#include "table/essays.h"

namespace redquill::app {

struct BatchOptions {
  std::string model;   ///< Empty: the service's default.
  std::string prompt;  ///< For every essay; empty: each row's own.
  bool explain = false;
  unsigned threads = 1;
};

/// Scores rows by several threads; outcome i belongs to row i. A row with an error of its own keeps
/// that error.
std::vector<Result<scoring::Answer>> ScoreRows(const scoring::Service& service,
                                               const std::vector<table::EssayRow>& rows,
                                               const BatchOptions& options);

}  // namespace redquill::app

#endif  // REDQUILL_APPS_REDQUILL_BATCH_H_
