#ifndef REDQUILL_APPS_REDQUILL_TRAIN_LSTM_OPTIONS_H_
#define REDQUILL_APPS_REDQUILL_TRAIN_LSTM_OPTIONS_H_

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "train/neural/lstm_fit.h"

namespace redquill::train_app {

/// Adds what an LSTM's recipe can be told, with the recipe's values as defaults.
void AddLstmOptions(CLI::App& command, train::LstmRecipe* recipe);

/// A training's progress bar, in tokens, with the last epoch behind it. The hooks keep it alive.
train::LstmHooks LstmProgress(const std::string& what, bool quiet);

}  // namespace redquill::train_app

#endif  // REDQUILL_APPS_REDQUILL_TRAIN_LSTM_OPTIONS_H_
