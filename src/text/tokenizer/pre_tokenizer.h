#ifndef REDQUILL_TEXT_TOKENIZER_PRE_TOKENIZER_H_
#define REDQUILL_TEXT_TOKENIZER_PRE_TOKENIZER_H_

#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "base/error.h"
#include "text/tokenizer/pieces.h"

namespace redquill::text {

/// A step that cuts pieces into smaller ones; those that are added tokens stay whole. Const; many
/// threads may use one.
class PreTokenizer {
 public:
  virtual ~PreTokenizer() = default;
  virtual void Apply(Pieces* pieces) const = 0;
};

/// Reads the `pre_tokenizer` of a tokenizer.json: BertPreTokenizer, ByteLevel, CharDelimiterSplit,
/// Digits, Metaspace (old and new form), Punctuation, Sequence, Split, Whitespace, WhitespaceSplit.
/// Others are kUnsupported.
Result<std::unique_ptr<const PreTokenizer>> ReadPreTokenizer(const nlohmann::json& json,
                                                             const std::string& path);

}  // namespace redquill::text

#endif  // REDQUILL_TEXT_TOKENIZER_PRE_TOKENIZER_H_
