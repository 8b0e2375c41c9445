#include "features/data/embedded.h"

#include <cstddef>

extern "C" {
extern const char rq_features_words[], rq_features_words_end[];
extern const char rq_features_lexicon[], rq_features_lexicon_end[];
}

namespace redquill::features {

std::string_view EmbeddedWords() {
  return {rq_features_words, static_cast<size_t>(rq_features_words_end - rq_features_words)};
}

std::string_view EmbeddedLexicon() {
  return {rq_features_lexicon, static_cast<size_t>(rq_features_lexicon_end - rq_features_lexicon)};
}

}  // namespace redquill::features
