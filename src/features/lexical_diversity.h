#ifndef REDQUILL_FEATURES_LEXICAL_DIVERSITY_H_
#define REDQUILL_FEATURES_LEXICAL_DIVERSITY_H_

#include <cstdint>
#include <map>
#include <span>

namespace redquill::features {

/// Indices of lexical diversity over words given by number. Each takes time linear in the text.

/// Measure of textual lexical diversity (McCarthy & Jarvis 2010): the mean number of words in
/// stretches that end where their type-token ratio comes to 0.72 or below; the rest counts as the
/// part of a stretch that it is on the way to. Mean of both directions; the text's length where no
/// stretch ended and none is under way.
double Mtld(std::span<const uint32_t> words);

/// HD-D (McCarthy & Jarvis 2007): the sum over types of the chance to occur in a random sample of
/// `sample` words, divided by `sample`; the type-token ratio where the text is not longer than the
/// sample. `spectrum` maps a count to the number of types that occur so often.
double HdD(const std::map<uint32_t, uint32_t>& spectrum, size_t words, size_t sample = 42);

/// Moving-average type-token ratio (Covington & McFall 2010); the plain one for a text that is not
/// longer than the window.
double Mattr(std::span<const uint32_t> words, size_t window);

}  // namespace redquill::features

#endif  // REDQUILL_FEATURES_LEXICAL_DIVERSITY_H_
