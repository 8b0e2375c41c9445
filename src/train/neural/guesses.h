#ifndef REDQUILL_TRAIN_NEURAL_GUESSES_H_
#define REDQUILL_TRAIN_NEURAL_GUESSES_H_

#include <cstdint>
#include <vector>

#include "base/random.h"
#include "train/neural/network.h"

namespace redquill::train {

/// One text as a language model reads it, and what it has to guess there.
struct Guesses {
  std::vector<int32_t> tokens;
  std::vector<int64_t> places;   ///< Indices of hidden states to guess from, in order.
  std::vector<int64_t> answers;  ///< The token at each.
};

/// What masking needs to know of a tokenizer.
struct Masking {
  int32_t mask_token = 0;
  int32_t vocabulary = 0;
  std::vector<int32_t> special;  ///< Never guessed, nor put in another's place.
};

/// A masked language model's task (Devlin et al. 2019): 15 % of the tokens are chosen, at least
/// one; of those 80 % are masked, 10 % replaced by any token, 10 % left. The text has a token that
/// is not special.
Guesses MaskTokens(Tokens text, const Masking& masking, Random* random);

/// A causal language model's task: every token but the first, from the one before it.
Guesses NextTokens(Tokens text);

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_NEURAL_GUESSES_H_
