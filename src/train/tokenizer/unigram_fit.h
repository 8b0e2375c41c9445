#ifndef REDQUILL_TRAIN_TOKENIZER_UNIGRAM_FIT_H_
#define REDQUILL_TRAIN_TOKENIZER_UNIGRAM_FIT_H_

#include <functional>
#include <string>
#include <vector>

#include "base/error.h"
#include "train/tokenizer/word_counts.h"

namespace redquill::train {

struct UnigramOptions {
  size_t tokens = 8000;      ///< Learned ones; fewer where the texts give no more.
  size_t longest = 16;       ///< Characters of a token.
  size_t seeds = 1'000'000;  ///< Substrings to begin with.
  double keep = 0.75;        ///< Share that one round of pruning leaves.
  int iterations = 2;        ///< Of expectation and maximisation between two prunings.
};

struct ScoredToken {
  std::string text;
  double score;  ///< Natural logarithm of its probability.
};

/// A unigram language model of tokens (Kudo 2018): substrings by frequency, re-estimated by
/// expectation and maximisation (with the digamma function, as for a sparse prior) and pruned by
/// what the words' likelihood would lose, until `tokens` are left. Every character of the words
/// stays. Best first. kInvalidArgument where the words have more characters than `tokens`.
/// `tell(tokens)` hears how many are left.
Result<std::vector<ScoredToken>> FitUnigram(const std::vector<CountedWord>& words,
                                            const UnigramOptions& options,
                                            const std::function<void(size_t)>& tell);

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_TOKENIZER_UNIGRAM_FIT_H_
