#include "features/lexical_diversity.h"

#include <algorithm>
#include <vector>

namespace redquill::features {
namespace {

constexpr double kMtldThreshold = 0.72;

template <typename Iterator>
double MtldOneWay(Iterator begin, Iterator end, size_t numbers) {
  std::vector<uint32_t> seen_in(numbers);  // The stretch (from 1) that last had the word.
  uint32_t stretch = 1;
  double factors = 0, words = 0, types = 0;
  for (Iterator at = begin; at != end; ++at) {
    ++words;
    types += seen_in[*at] != stretch;
    seen_in[*at] = stretch;
    if (types / words <= kMtldThreshold) {
      ++factors;
      ++stretch;
      words = types = 0;
    }
  }
  if (words > 0) factors += (1 - types / words) / (1 - kMtldThreshold);
  const auto n = static_cast<double>(end - begin);
  return factors > 0 ? n / factors : n;
}

size_t Numbers(std::span<const uint32_t> words) {
  return words.empty() ? 0 : *std::max_element(words.begin(), words.end()) + size_t{1};
}

}  // namespace

double Mtld(std::span<const uint32_t> words) {
  const size_t numbers = Numbers(words);
  return (MtldOneWay(words.begin(), words.end(), numbers) +
          MtldOneWay(words.rbegin(), words.rend(), numbers)) /
         2;
}

double HdD(const std::map<uint32_t, uint32_t>& spectrum, size_t words, size_t sample) {
  if (words == 0) return 0;
  const size_t drawn = std::min(sample, words);
  double expected = 0;
  for (const auto& [count, types] : spectrum) {
    double absent = 1;  // The chance that `drawn` words hold none of `count` given ones.
    for (size_t i = 0; i < drawn && absent > 0; ++i) {
      const size_t others = words - count;
      absent *= others > i ? static_cast<double>(others - i) / static_cast<double>(words - i) : 0;
    }
    expected += types * (1 - absent);
  }
  return expected / static_cast<double>(drawn);
}

double Mattr(std::span<const uint32_t> words, size_t window) {
  if (words.empty()) return 0;
  window = std::min(window, words.size());
  std::vector<uint32_t> inside(Numbers(words));
  size_t types = 0, sum = 0;
  for (size_t i = 0; i < words.size(); ++i) {
    types += inside[words[i]]++ == 0;
    if (i >= window) types -= --inside[words[i - window]] == 0;
    if (i + 1 >= window) sum += types;
  }
  const auto windows = static_cast<double>(words.size() - window + 1);
  return static_cast<double>(sum) / (windows * static_cast<double>(window));
}

}  // namespace redquill::features
