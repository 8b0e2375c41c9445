#ifndef REDQUILL_APPS_REDQUILL_TRAIN_ESSAY_OPTIONS_H_
#define REDQUILL_APPS_REDQUILL_TRAIN_ESSAY_OPTIONS_H_

#include <CLI/CLI.hpp>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/progress.h"
#include "model/manifest.h"
#include "train/feature/essay_set.h"

namespace redquill::train_app {

/// What every verb that learns from essays can be told.
struct EssayOptions {
  train::EssaySource data;
  std::vector<std::string> extra;
  std::string folds, scale;
  uint64_t seed = 1;
  int threads = 1;
  bool duplicates = false, json = false, quiet = false;
};

void AddEssayOptions(CLI::App& command, EssayOptions* options);

/// --traits, for models that give several scores.
void AddTraitsOption(CLI::App& command, EssayOptions* options);

/// How prompts are left out: not at all, each by itself, or several together.
struct PromptsOut {
  bool each = false;
  int groups = 0;

  bool Asked() const { return each || groups != 0; }
};

/// --leave-one-prompt-out and --prompt-groups.
void AddPromptsOutOptions(CLI::App& command, PromptsOut* options);

/// --learn-share.
void AddLearnShareOption(CLI::App& command, double* share);

/// Reads and measures the essays, with a progress bar. Columns given for --data hold for the extra
/// files where those have them; the rest is looked for under the usual names.
Result<train::EssaySet> ReadEssays(const EssayOptions& options,
                                   train::Content content = train::Content::kFeatures);

/// MIN:MAX[:STEP]; nothing for an empty text.
Result<std::optional<model::Scale>> ReadScale(const std::string& text);

/// --scale MIN:MAX[:STEP]; nothing if it was not given.
Result<std::optional<model::Scale>> ScaleOf(const EssayOptions& options);

/// Tells of a failure, on stderr or with --json as an object on stdout; the exit status for it.
int PrintError(const Error& error, bool json);

/// A fit's progress; Step may be called from many threads.
class FitProgress {
 public:
  FitProgress(const std::string& what, int steps, bool quiet);
  void Step();

 private:
  std::mutex mutex_;
  Progress bar_;
};

}  // namespace redquill::train_app

#endif  // REDQUILL_APPS_REDQUILL_TRAIN_ESSAY_OPTIONS_H_
