#ifndef REDQUILL_FEATURES_NGRAM_COUNTS_H_
#define REDQUILL_FEATURES_NGRAM_COUNTS_H_

#include <cstdint>
#include <vector>

namespace redquill::features {

/// A hashed block of n-grams: `value[i]` stands at column `index[i]`; indices ascend, none twice;
/// the values' squares sum to 1 unless there are none.
struct HashedNgrams {
  std::vector<uint32_t> index;
  std::vector<float> value;

  bool operator==(const HashedNgrams&) const = default;
};

/// Whether an n-gram's hash also says with which sign it counts, so that n-grams that meet in one
/// column cancel rather than add up (Weinberger et al., "Feature hashing for large scale multitask
/// learning", ICML 2009).
enum class Signs { kBoth, kPositive };

/// Counts n-grams by hash in 2^bits columns. Made to be kept and used again: Take leaves it empty.
/// One thread at a time.
class NgramCounts {
 public:
  explicit NgramCounts(int bits);

  /// Counts one n-gram: its column is the hash's upper bits, its sign the lowest one.
  void Add(uint64_t hash, Signs signs) {
    const auto column = static_cast<uint32_t>(hash >> shift_);
    counts_[column] += signs == Signs::kPositive || (hash & 1) != 0 ? 1 : -1;
    touched_[column >> 6] |= uint64_t{1} << (column & 63);
  }

  /// The block counted since the last call. A column with the sum c has sign(c) log(1 + |c|) before
  /// the row is brought to length 1.
  HashedNgrams Take();

 private:
  int shift_;
  std::vector<int32_t> counts_;
  std::vector<uint64_t> touched_;  // One bit a column.
};

}  // namespace redquill::features

#endif  // REDQUILL_FEATURES_NGRAM_COUNTS_H_
