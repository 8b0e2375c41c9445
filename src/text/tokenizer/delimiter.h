#ifndef REDQUILL_TEXT_TOKENIZER_DELIMITER_H_
#define REDQUILL_TEXT_TOKENIZER_DELIMITER_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace redquill::text {

/// What becomes of a delimiter when text is split at it. For "a--b" split at "-": kRemoved [a, b],
/// kIsolated [a, -, -, b], kMergedWithPrevious [a-, -, b], kMergedWithNext [a, -, -b], kContiguous
/// [a, --, b].
enum class Delimiter { kRemoved, kIsolated, kMergedWithPrevious, kMergedWithNext, kContiguous };

/// The behaviour that a tokenizer.json calls `name`, or nothing.
std::optional<Delimiter> DelimiterNamed(std::string_view name);

/// A stretch of a text: a delimiter or what stands between two.
struct Stretch {
  size_t begin, end;
  bool delimiter;
};

/// Joins and drops the stretches of a text, in place; what is left are the pieces.
void Settle(Delimiter behaviour, std::vector<Stretch>* stretches);

}  // namespace redquill::text

#endif  // REDQUILL_TEXT_TOKENIZER_DELIMITER_H_
