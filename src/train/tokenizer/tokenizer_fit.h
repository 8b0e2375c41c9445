#ifndef REDQUILL_TRAIN_TOKENIZER_TOKENIZER_FIT_H_
#define REDQUILL_TRAIN_TOKENIZER_TOKENIZER_FIT_H_

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/error.h"
#include "train/tokenizer/word_counts.h"

namespace redquill::train {

enum class TokenizerType {
  kBpe,        ///< Byte-level, with RoBERTa's parts and special tokens.
  kWordPiece,  ///< With BERT's.
  kUnigram,    ///< With DeBERTa-v3's special tokens; normalised by Nmt and NFKC.
};

struct TokenizerRecipe {
  TokenizerType type = TokenizerType::kBpe;
  size_t vocabulary = 8000;  ///< Tokens in all, the special ones included.
  uint64_t least = 2;        ///< Occurrences of a pair that is joined (not for kUnigram).
  bool cased = false;        ///< kWordPiece: keep capitals and accents.
};

/// Learns a tokenizer from texts. The same texts in any order give the same file.
class TokenizerFit {
 public:
  static Result<TokenizerFit> Of(const TokenizerRecipe& recipe);

  /// Counts the words of one text. kBadEncoding where it is not UTF-8.
  Result<void> Add(std::string_view text) { return words_.Add(text); }

  /// A tokenizer.json that text::Tokenizer and the Hugging Face tokenizers library read alike.
  /// `tell(done, all)` hears how many tokens there are so far, of how many.
  Result<std::string> Finish(const std::function<void(size_t, size_t)>& tell) const;

 private:
  TokenizerFit(const TokenizerRecipe& recipe, nlohmann::json json, WordCounts words)
      : recipe_(recipe), json_(std::move(json)), words_(std::move(words)) {}

  TokenizerRecipe recipe_;
  nlohmann::json json_;  ///< The file but for its model.
  WordCounts words_;
};

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_TOKENIZER_TOKENIZER_FIT_H_
