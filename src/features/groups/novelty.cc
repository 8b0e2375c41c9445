// How much the essay repeats itself beyond single words.
#include <bit>
#include <vector>

#include "features/groups/group.h"
#include "features/hash.h"
#include "features/numbers.h"

namespace redquill::features {
namespace {

constexpr Feature kFeatures[] = {
    {"repeated_bigrams", "novelty", "ratio", "1 - distinct pairs of words / pairs",
     "Li et al. 2016", "phrases repeated", "phrases hardly repeated"},
    {"repeated_trigrams", "novelty", "ratio", "1 - distinct word triples / triples",
     "Li et al. 2016", "phrases repeated", "phrases hardly repeated"},
    {"repeated_4_grams", "novelty", "ratio", "1 - distinct runs of four words / runs",
     "Li et al. 2016", "whole phrases repeated", "no whole phrases repeated"},
    {"distinct_bigrams", "novelty", "pairs", "distinct pairs of words", "Li et al. 2016",
     "many different word pairs", "few different word pairs"},
    {"distinct_content_pairs", "novelty", "pairs",
     "distinct pairs of neighbouring content words (function words left out)", "Li et al. 2016",
     "many different content phrases", "few different content phrases"},
    {"repeated_content_pairs", "novelty", "ratio",
     "1 - distinct pairs of neighbouring content words / pairs", "Li et al. 2016",
     "set phrases repeated", "set phrases hardly repeated"},
};

// Counts distinct keys. Sized for at most `most` of them.
class DistinctKeys {
 public:
  explicit DistinctKeys(size_t most) : slots_(std::bit_ceil(2 * most + 2)) {}

  void Add(uint64_t key) {
    const size_t mask = slots_.size() - 1;
    for (size_t at = Mix(key) & mask;; at = (at + 1) & mask) {
      if (slots_[at] == key + 1) return;
      if (slots_[at] != 0) continue;
      slots_[at] = key + 1;
      ++size_;
      return;
    }
  }
  double size() const { return static_cast<double>(size_); }

 private:
  std::vector<uint64_t> slots_;
  size_t size_ = 0;
};

// Distinct runs of `length` words. Types are numbered below 2^20, so that three fit in a key and
// longer runs are told apart by a hash.
double DistinctRuns(const std::vector<uint32_t>& words, size_t length) {
  if (words.size() < length) return 0;
  DistinctKeys runs(words.size());
  for (size_t i = 0; i + length <= words.size(); ++i) {
    uint64_t key = 0;
    for (size_t k = 0; k < length; ++k) {
      key = (k < 3 ? key << 20 : Mix(key)) ^ words[i + k];
    }
    runs.Add(key);
  }
  return runs.size();
}

double Repeated(double distinct, size_t words, size_t length) {
  return words < length ? 0 : 1 - distinct / static_cast<double>(words - length + 1);
}

void MeasureNovelty(const Reading& reading, Values* values) {
  std::vector<uint32_t> words, content;
  words.reserve(reading.words());
  content.reserve(reading.words());
  for (const Token& token : reading.tokens) {
    words.push_back(token.type);
    if (reading.types[token.type].content) content.push_back(token.type);
  }
  const double pairs = DistinctRuns(words, 2), content_pairs = DistinctRuns(content, 2);
  values->Add("repeated_bigrams", Repeated(pairs, words.size(), 2));
  values->Add("repeated_trigrams", Repeated(DistinctRuns(words, 3), words.size(), 3));
  values->Add("repeated_4_grams", Repeated(DistinctRuns(words, 4), words.size(), 4));
  values->Add("distinct_bigrams", pairs);
  values->Add("distinct_content_pairs", content_pairs);
  values->Add("repeated_content_pairs", Repeated(content_pairs, content.size(), 2));
}

}  // namespace

Group NoveltyGroup() { return {kFeatures, &MeasureNovelty}; }

}  // namespace redquill::features
