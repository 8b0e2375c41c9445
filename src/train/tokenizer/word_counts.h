#ifndef REDQUILL_TRAIN_TOKENIZER_WORD_COUNTS_H_
#define REDQUILL_TRAIN_TOKENIZER_WORD_COUNTS_H_

#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/error.h"
#include "text/tokenizer/normalizer.h"
#include "text/tokenizer/pre_tokenizer.h"

namespace redquill::train {

struct CountedWord {
  std::string text;
  uint64_t count;
};

/// Counts the words of texts as a tokenizer cuts them before its model sees them.
class WordCounts {
 public:
  /// `tokenizer` has the members `normalizer` and `pre_tokenizer` of a tokenizer.json; null: none.
  static Result<WordCounts> By(const nlohmann::json& tokenizer);

  /// kBadEncoding where `text` is not UTF-8; nothing is counted then.
  Result<void> Add(std::string_view text);

  /// In byte order, so that what is made of them depends on the texts alone.
  std::vector<CountedWord> Sorted() const;

 private:
  std::unique_ptr<const text::Normalizer> normalizer_;
  std::unique_ptr<const text::PreTokenizer> pre_tokenizer_;
  std::unordered_map<std::string, uint64_t> counts_;
};

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_TOKENIZER_WORD_COUNTS_H_
