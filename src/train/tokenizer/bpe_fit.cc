#include "train/tokenizer/bpe_fit.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <unordered_map>

#include "text/tokenizer/aligned_text.h"
#include "text/tokenizer/unicode/characters.h"
#include "text/utf8.h"

namespace redquill::train {
namespace {

using Pair = std::pair<int32_t, int32_t>;

struct HashPair {
  size_t operator()(const Pair& p) const {
    const auto key = static_cast<uint64_t>(static_cast<uint32_t>(p.first)) << 32 |
                     static_cast<uint32_t>(p.second);
    return static_cast<size_t>((key ^ key >> 29) * 0x9e3779b97f4a7c15);
  }
};

// A pair that may be joined next, and the words in which it was seen to arise.
struct Candidate {
  int64_t count;
  Pair pair;
  std::vector<uint32_t> words;
};

struct Later {
  bool operator()(const Candidate& a, const Candidate& b) const {
    return a.count != b.count ? a.count < b.count : a.pair > b.pair;
  }
};

class Fit {
 public:
  explicit Fit(const BpeOptions& options) : options_(options) {}

  MergedTokens Run(const std::vector<CountedWord>& words, const std::function<void(size_t)>& tell);

 private:
  using Places = std::unordered_map<Pair, std::vector<uint32_t>, HashPair>;

  int32_t IdOf(const std::string& token) {
    const auto [at, added] = ids_.try_emplace(token, static_cast<int32_t>(learned_.tokens.size()));
    if (added) learned_.tokens.push_back(token);
    return at->second;
  }
  void AddAlphabet(const std::vector<CountedWord>& words);
  void Spell(const CountedWord& word);
  void CountPairs();
  int32_t Join(Pair pair);
  void MergeIn(uint32_t word, Pair pair, int32_t joined);
  void Change(Pair pair, int64_t by, uint32_t word);
  void Enqueue();
  void KeepLastOfTwice();

  const BpeOptions& options_;
  MergedTokens learned_;
  std::unordered_map<std::string, int32_t> ids_;
  std::vector<std::vector<int32_t>> spelled_;
  std::vector<int64_t> word_counts_;
  std::unordered_map<Pair, int64_t, HashPair> counts_;
  Places places_;
  std::vector<Candidate> queue_;  // A heap.
};

void Fit::AddAlphabet(const std::vector<CountedWord>& words) {
  std::set<char32_t> alphabet;
  for (const std::string& c : options_.alphabet) alphabet.insert(text::CharAt(c, 0));
  for (const CountedWord& word : words) {
    text::EachChar(word.text, [&](char32_t c, size_t, size_t) { alphabet.insert(c); });
  }
  for (const char32_t c : alphabet) {
    std::string utf8;
    text::AppendUtf8(c, &utf8);
    IdOf(utf8);
  }
}

void Fit::Spell(const CountedWord& word) {
  std::vector<int32_t> symbols;
  text::EachChar(word.text, [&](char32_t, size_t at, size_t length) {
    const std::string c = word.text.substr(at, length);
    symbols.push_back(IdOf(at == 0 ? c : options_.prefix + c));
  });
  spelled_.push_back(std::move(symbols));
  word_counts_.push_back(static_cast<int64_t>(word.count));
}

void Fit::Change(Pair pair, int64_t by, uint32_t word) {
  counts_[pair] += by * word_counts_[word];
  if (by < 0) return;
  std::vector<uint32_t>& places = places_[pair];
  if (places.empty() || places.back() != word) places.push_back(word);
}

void Fit::Enqueue() {
  for (auto& [pair, words] : places_) {
    const int64_t count = counts_[pair];
    if (count <= 0) continue;
    queue_.push_back({count, pair, std::move(words)});
    std::push_heap(queue_.begin(), queue_.end(), Later());
  }
  places_.clear();
}

void Fit::CountPairs() {
  for (uint32_t w = 0; w < spelled_.size(); ++w) {
    const std::vector<int32_t>& symbols = spelled_[w];
    for (size_t i = 0; i + 1 < symbols.size(); ++i) Change({symbols[i], symbols[i + 1]}, 1, w);
  }
  Enqueue();
}

int32_t Fit::Join(Pair pair) {
  std::string_view second = learned_.tokens[static_cast<size_t>(pair.second)];
  if (!options_.prefix.empty() && second.starts_with(options_.prefix)) {
    second.remove_prefix(options_.prefix.size());
  }
  return IdOf(learned_.tokens[static_cast<size_t>(pair.first)] + std::string(second));
}

// The neighbours' pairs lose what the joined one gains. The joined pair's own count stays, as in
// the reference, where it decides what becomes of a pair that arises again.
void Fit::MergeIn(uint32_t word, Pair pair, int32_t joined) {
  std::vector<int32_t>& s = spelled_[word];
  for (size_t i = 0; i + 1 < s.size(); ++i) {
    if (s[i] != pair.first || s[i + 1] != pair.second) continue;
    s[i] = joined;
    s.erase(s.begin() + static_cast<ptrdiff_t>(i) + 1);
    if (i > 0) {
      Change({s[i - 1], pair.first}, -1, word);
      Change({s[i - 1], joined}, 1, word);
    }
    if (i + 1 < s.size()) {
      Change({pair.second, s[i + 1]}, -1, word);
      Change({joined, s[i + 1]}, 1, word);
    }
  }
}

MergedTokens Fit::Run(const std::vector<CountedWord>& words,
                      const std::function<void(size_t)>& tell) {
  for (const std::string& token : options_.special) IdOf(token);
  AddAlphabet(words);
  for (const CountedWord& word : words) Spell(word);
  CountPairs();
  while (learned_.tokens.size() < options_.vocabulary && !queue_.empty()) {
    std::pop_heap(queue_.begin(), queue_.end(), Later());
    Candidate top = std::move(queue_.back());
    queue_.pop_back();
    if (const int64_t now = counts_[top.pair]; now != top.count) {
      top.count = now;
      queue_.push_back(std::move(top));
      std::push_heap(queue_.begin(), queue_.end(), Later());
      continue;
    }
    if (top.count < 1 || static_cast<uint64_t>(top.count) < options_.least) break;
    const int32_t joined = Join(top.pair);
    learned_.merges.push_back(top.pair);
    for (const uint32_t word : top.words) MergeIn(word, top.pair, joined);
    Enqueue();
    tell(learned_.tokens.size());
  }
  KeepLastOfTwice();
  return std::move(learned_);
}

// A pair that arose again after it was joined has two ranks; as in the reference, the later counts.
void Fit::KeepLastOfTwice() {
  std::set<Pair> seen;
  std::vector<Pair> kept;
  for (auto at = learned_.merges.rbegin(); at != learned_.merges.rend(); ++at) {
    if (seen.insert(*at).second) kept.push_back(*at);
  }
  learned_.merges.assign(kept.rbegin(), kept.rend());
}

}  // namespace

MergedTokens FitBpe(const std::vector<CountedWord>& words, const BpeOptions& options,
                    const std::function<void(size_t)>& tell) {
  return Fit(options).Run(words, tell);
}

}  // namespace redquill::train
