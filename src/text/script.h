#ifndef REDQUILL_TEXT_SCRIPT_H_
#define REDQUILL_TEXT_SCRIPT_H_

#include <string_view>

namespace redquill::text {

/// Whether at least half of the letters of valid UTF-8 are of the Latin script (Unicode's Script
/// property); true for a text without letters.
bool MostlyLatin(std::string_view utf8);

}  // namespace redquill::text

#endif  // REDQUILL_TEXT_SCRIPT_H_
