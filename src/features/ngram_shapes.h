#ifndef REDQUILL_FEATURES_NGRAM_SHAPES_H_
#define REDQUILL_FEATURES_NGRAM_SHAPES_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "features/reading.h"

namespace redquill::features {

/// A word as grammar sees it, without its topic. Words of the lexicon's closed and rhetorical
/// classes stand for themselves. Any other becomes a letter and the ending that English builds
/// words with: c for a common word (SCOWL size 35 or less), r for a rarer one, N for a name, ? for
/// a misspelt one; then "-tion", "-ly", "-ed" …; then + for 8 letters and more. A number is #, a
/// placeholder @. "The invention quickly spread" is the c-tion+ c-ly c (as "spread" has no ending).
std::string ShapeOf(std::string_view key, const Type& type);

/// The shapes of an essay's words with the marks . , ; : ! ? " ( ) - between them and a paragraph's
/// end as "\n", each as a hash that is the same on every machine.
std::vector<uint64_t> HashedShapes(const Reading& reading);

}  // namespace redquill::features

#endif  // REDQUILL_FEATURES_NGRAM_SHAPES_H_
