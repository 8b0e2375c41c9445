#ifndef REDQUILL_TEXT_TOKENIZER_PATTERN_H_
#define REDQUILL_TEXT_TOKENIZER_PATTERN_H_

#include <cstddef>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/error.h"

namespace redquill::text {

/// Bytes [begin, end) of a text, never empty.
struct Match {
  size_t begin, end;
};

/// What a text is split at or replaced by. Const; many threads may use one.
class Pattern {
 public:
  virtual ~Pattern() = default;
  /// The first match at or behind `from`, which is a match's end or 0. False where there is none.
  virtual bool Next(std::string_view utf8, size_t from, Match* match) const = 0;
};

/// The expression of the word-level models trained here: line feeds together, words, and each other
/// character by itself. The joiners stand in it by name because Oniguruma's \w leaves them out.
inline constexpr std::string_view kWordsAndMarksExpression =
    "\\n+|[\\w\xe2\x80\x8c\xe2\x80\x8d]+|[^\\w\\s\xe2\x80\x8c\xe2\x80\x8d]";

/// GPT-2's pattern, which the ByteLevel part uses unasked.
std::unique_ptr<const Pattern> Gpt2Pattern();

/// That of kWordsAndMarksExpression.
std::unique_ptr<const Pattern> WordsAndMarksPattern();

/// Reads {"String": TEXT} or {"Regex": EXPRESSION}. The expressions of GPT-2, Llama 3 and Qwen 2,
/// kWordsAndMarksExpression and the few that SentencePiece's converter writes are matched by
/// hand-written code; any other is kUnsupported and named.
Result<std::unique_ptr<const Pattern>> ReadPattern(const nlohmann::json& json,
                                                   const std::string& path);

}  // namespace redquill::text

#endif  // REDQUILL_TEXT_TOKENIZER_PATTERN_H_
