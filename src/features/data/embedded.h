#ifndef REDQUILL_FEATURES_DATA_EMBEDDED_H_
#define REDQUILL_FEATURES_DATA_EMBEDDED_H_

#include <string_view>

namespace redquill::features {

/// words.txt and lexicon.txt of this folder, as built into the program.
std::string_view EmbeddedWords();
std::string_view EmbeddedLexicon();

}  // namespace redquill::features

#endif  // REDQUILL_FEATURES_DATA_EMBEDDED_H_
