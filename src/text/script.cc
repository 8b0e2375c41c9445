#include "text/script.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "text/characters.h"
#include "text/utf8.h"

namespace redquill::text {

bool MostlyLatin(std::string_view utf8) {
  size_t latin = 0, other = 0;
  for (size_t i = 0; i < utf8.size();) {
    const size_t length = CharLength(static_cast<unsigned char>(utf8[i]));
    if (length == 1) {
      latin += IsAlpha(utf8[i]);
    } else if (const auto c = static_cast<UChar32>(CharAt(utf8, i)); u_isalpha(c)) {
      UErrorCode status = U_ZERO_ERROR;
      ++(uscript_getScript(c, &status) == USCRIPT_LATIN ? latin : other);
    }
    i += length;
  }
  return latin >= other;
}

}  // namespace redquill::text
