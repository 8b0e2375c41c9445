#ifndef REDQUILL_TRAIN_TOKENIZER_BPE_FIT_H_
#define REDQUILL_TRAIN_TOKENIZER_BPE_FIT_H_

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "train/tokenizer/word_counts.h"

namespace redquill::train {

struct BpeOptions {
  size_t vocabulary = 8000;           ///< Tokens in all; fewer where the texts give no more.
  uint64_t least = 2;                 ///< How often a pair must occur to be merged.
  std::vector<std::string> special;   ///< Get the first ids.
  std::vector<std::string> alphabet;  ///< Characters that are in whether they occur or not.
  std::string prefix;                 ///< Before what continues a word, such as "##".
};

/// Tokens by id, and the pairs of ids that were joined, in the order of their ranks.
struct MergedTokens {
  std::vector<std::string> tokens;
  std::vector<std::pair<int32_t, int32_t>> merges;
};

/// Byte pair encoding (Sennrich et al. 2016) learned from words: the most frequent pair is joined
/// first, of equals the one with the lower ids. With the same words it joins what the trainer of
/// the Hugging Face tokenizers library joins; where that trainer leaves the ids of prefixed
/// characters to chance, here they follow the words' order. `tell(tokens)` hears of progress.
MergedTokens FitBpe(const std::vector<CountedWord>& words, const BpeOptions& options,
                    const std::function<void(size_t)>& tell);

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_TOKENIZER_BPE_FIT_H_
