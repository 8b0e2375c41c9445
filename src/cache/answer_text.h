#ifndef REDQUILL_CACHE_ANSWER_TEXT_H_
#define REDQUILL_CACHE_ANSWER_TEXT_H_

#include <optional>
#include <string>
#include <string_view>

#include "scoring/answer.h"

namespace redquill::cache {

/// An answer as a database keeps it, under its key: JSON that holds the same bits, without the
/// timings and without any essay text.
std::string Written(std::string_view key, const scoring::Answer& answer);

/// Nothing where the text is damaged, of another form, or of another key.
std::optional<scoring::Answer> ReadAnswer(std::string_view key, std::string_view text);

}  // namespace redquill::cache

#endif  // REDQUILL_CACHE_ANSWER_TEXT_H_
