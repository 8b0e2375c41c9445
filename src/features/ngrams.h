#ifndef REDQUILL_FEATURES_NGRAMS_H_
#define REDQUILL_FEATURES_NGRAMS_H_

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "features/ngram_counts.h"
#include "features/reading.h"

namespace redquill::features {

/// A block of hashed n-grams. All views are static.
struct NgramBlock {
  std::string_view name;  ///< Models name their inputs by it.
  uint32_t columns;       ///< A power of two.
  std::string_view what;  ///< What is counted, in one line.
};

/// Every block, in the order of MeasureNgrams' output. What the blocks count:
///
/// - chars: 3 to 5 neighbouring bytes inside a run of text without blanks, which has one blank set
///   on either side of it, in lower-case ASCII with straight quotes and apostrophes; a run with its
///   blanks that is shorter than n gives no n-gram of that length;
/// - words: single words and pairs, as Reading::keys has them;
/// - triples: three words in a row;
/// - shapes: 1 to 4 of HashedShapes in a row;
/// - topics: content words of three letters and more that are not misspelt, positive only.
///
/// Sequences run on across sentences and paragraphs. Hashes: chars pack n bytes, the first lowest,
/// and n above them into one number, then Mix; items are hashed by StableHash and joined by Append
/// from the first on; NgramCounts says how columns, signs and values come from a hash.
std::span<const NgramBlock> NgramTable();

/// Digest of the table and of how n-grams are formed. A model fitted with another one is refused at
/// load.
std::string_view NgramDigest();

/// Counts every block of an essay. Safe from many threads; the same bits on every machine.
std::vector<HashedNgrams> MeasureNgrams(const Reading& reading);

}  // namespace redquill::features

#endif  // REDQUILL_FEATURES_NGRAMS_H_
