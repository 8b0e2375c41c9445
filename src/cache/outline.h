#ifndef REDQUILL_CACHE_OUTLINE_H_
#define REDQUILL_CACHE_OUTLINE_H_

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace redquill::cache {

/// A text as the search for near duplicates sees it: its tokens (each run of letters, digits and
/// bytes beyond ASCII, each other character that is no space), hashed, and where its paragraphs
/// (lines with a token) begin. How words are spaced is not in it; capitals and punctuation are.
struct Outline {
  std::vector<uint32_t> tokens;
  std::vector<uint32_t> paragraphs;  ///< Index into tokens of each paragraph's first one.
};

/// `utf8` is a normalised text.
Outline OutlineOf(std::string_view utf8);

/// 1 - (edits / tokens of the longer text), where an edit puts in, takes out or changes a token
/// (Levenshtein 1966), counted paragraph by paragraph: 0 where the texts have not as many
/// paragraphs, and 0 instead of anything below `least`. Takes time in tokens × edits allowed
/// (Ukkonen, "Algorithms for approximate string matching", 1985).
double TokenRatio(const Outline& a, const Outline& b, double least);

/// Minima of 64 hash functions over the text's runs of three tokens: the share of places where two
/// signatures agree estimates the Jaccard similarity of the runs (Broder, "On the resemblance and
/// containment of documents", 1997). The whole text is in it.
using Signature = std::array<uint32_t, 64>;
Signature SignatureOf(const Outline& outline);

}  // namespace redquill::cache

#endif  // REDQUILL_CACHE_OUTLINE_H_
