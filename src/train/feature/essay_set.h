#ifndef REDQUILL_TRAIN_FEATURE_ESSAY_SET_H_
#define REDQUILL_TRAIN_FEATURE_ESSAY_SET_H_

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "table/essays.h"
#include "train/feature/csr.h"

namespace redquill::train {

/// A file that essays come from.
struct EssaySource {
  std::string path;
  table::ColumnNames columns;
  /// Leave out essays without a score instead of refusing the file.
  bool skip_unscored = false;
};

/// What was read of one source.
struct SourceReport {
  std::string path;
  std::string sha256;   ///< Of the file.
  size_t essays = 0;    ///< Taken from it.
  size_t unscored = 0;  ///< Left out because there is no score.
  size_t repeated = 0;  ///< Left out because another source has the same text.
  size_t alike = 0;     ///< Kept, though an earlier essay of the same source has the same text.
};

/// What people scored beside the first score: a trait of each essay.
struct TraitScores {
  std::string name;           ///< As an output of a manifest.
  std::vector<double> score;  ///< By row; NaN where nobody scored it.
};

/// Essays with their human scores, measured. Row i of everything is one essay.
struct EssaySet {
  std::vector<std::string> id;
  std::vector<double> score;
  std::string output = "holistic";  ///< What `score` is of: that, or a trait.
  std::vector<TraitScores> traits;
  std::vector<int> prompt;           ///< Index into prompts; 0 for all where there is none.
  std::vector<bool> extra;           ///< Comes from an extra source: for training only.
  std::vector<uint32_t> words;       ///< Length of the essay.
  std::vector<uint32_t> text;        ///< The same number for essays with the same text.
  std::vector<float> features;       ///< size() * feature_count values.
  std::vector<Csr> blocks;           ///< As features::NgramTable.
  std::vector<std::string> prompts;  ///< In byte order; empty where no essay names one.
  std::vector<SourceReport> sources;
  std::vector<std::string> texts;  ///< Normalised; with Content::kTexts alone.
  size_t feature_count = 0;

  size_t size() const { return id.size(); }
  std::span<const float> FeaturesOf(size_t row) const {
    return std::span(features).subspan(row * feature_count, feature_count);
  }
};

/// What is kept of each essay beside its scores.
enum class Content {
  kFeatures,  ///< Features and n-grams.
  kTexts,     ///< The text; no features and no n-grams.
};

/// Called with how many of how many essays are measured; from one thread at a time.
using EssayProgress = std::function<void(size_t done, size_t all)>;

/// Reads and measures the essays of `data` and then of the extra sources, with `threads` threads
/// (the result does not depend on how many). An essay of an extra source whose normalised text was
/// read before is left out, so that no text is learned from twice or learned from and tested on.
///
/// Of the columns of `data` for traits, which are given as they are to be called in a manifest but
/// for capitals and spaces, each becomes one of `traits`; the first is the score where there is no
/// column for that. An extra source has to have them too.
///
/// The errors of table::ReadEssays; kInvalidArgument for an essay that has no score, or that can't
/// be read as text (both name the file and the essay), and where no essay is left.
Result<EssaySet> ReadEssaySet(const EssaySource& data, std::span<const EssaySource> extra,
                              int threads, const EssayProgress& progress,
                              Content content = Content::kFeatures);

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_FEATURE_ESSAY_SET_H_
