#ifndef REDQUILL_APPS_REDQUILL_TRAIN_TEXT_OPTIONS_H_
#define REDQUILL_APPS_REDQUILL_TRAIN_TEXT_OPTIONS_H_

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

#include "base/error.h"
#include "table/essays.h"

namespace redquill::train_app {

/// Texts to learn from without their scores, and those to leave out.
struct TextOptions {
  std::vector<std::string> data;
  table::ColumnNames columns;
  std::string without, folds;
  int fold = 0;
  bool quiet = false;
};

void AddTextOptions(CLI::App& command, TextOptions* options);

/// Calls `take` with each text, normalised, in order, but for those left out; with a progress bar.
/// Says on stderr how many were left out.
Result<void> ReadTexts(const TextOptions& options, const std::string& what,
                       const std::function<Result<void>(std::string text)>& take);

}  // namespace redquill::train_app

#endif  // REDQUILL_APPS_REDQUILL_TRAIN_TEXT_OPTIONS_H_
