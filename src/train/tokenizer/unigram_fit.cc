#include "train/tokenizer/unigram_fit.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "text/tokenizer/aligned_text.h"
#include "text/tokenizer/trie.h"

namespace redquill::train {
namespace {

constexpr double kNever = -std::numeric_limits<double>::infinity();

// The derivative of ln gamma, by recurrence and the asymptotic series (Abramowitz & Stegun 6.3.18).
double Digamma(double x) {
  double shift = 0;
  for (; x < 7; x += 1) shift -= 1 / x;
  const double y = 1 / (x * x);
  return shift + std::log(x) - 0.5 / x - y * (1.0 / 12 - y * (1.0 / 120 - y / 252));
}

double LogAdd(double a, double b) {
  if (a < b) std::swap(a, b);
  return b == kNever ? a : a + std::log1p(std::exp(b - a));
}

// The tokens of one round, and how words are cut by them.
class Lattice {
 public:
  explicit Lattice(const std::vector<ScoredToken>& tokens)
      : tokens_(tokens), trie_(Sorted(tokens)) {}

  // Adds to `expected` how often each token is expected in the word, times `count`.
  void Expect(std::string_view word, double count, std::vector<double>* expected) {
    forward_.assign(word.size() + 1, kNever);
    backward_.assign(word.size() + 1, kNever);
    forward_[0] = backward_[word.size()] = 0;
    EachArc(word, [&](size_t begin, size_t end, int32_t id) {
      forward_[end] = LogAdd(forward_[end], forward_[begin] + ScoreOf(id));
    });
    for (auto arc = arcs_.rbegin(); arc != arcs_.rend(); ++arc) {
      backward_[arc->begin] = LogAdd(backward_[arc->begin], backward_[arc->end] + ScoreOf(arc->id));
    }
    const double all = forward_[word.size()];
    for (const Arc& arc : arcs_) {
      const double path = forward_[arc.begin] + ScoreOf(arc.id) + backward_[arc.end];
      (*expected)[static_cast<size_t>(arc.id)] += count * std::exp(path - all);
    }
  }

  // The most likely tokens of the word, last first; `without` may not be among them.
  std::vector<int32_t> Best(std::string_view word, int32_t without) {
    forward_.assign(word.size() + 1, kNever);
    forward_[0] = 0;
    into_.assign(word.size() + 1, {});
    EachArc(word, [&](size_t begin, size_t end, int32_t id) {
      const double score = forward_[begin] + ScoreOf(id);
      if (id == without || score <= forward_[end]) return;
      forward_[end] = score;
      into_[end] = {begin, end, id};
    });
    std::vector<int32_t> path;
    for (size_t end = word.size(); end > 0; end = into_[end].begin) path.push_back(into_[end].id);
    return path;
  }

 private:
  struct Arc {
    size_t begin, end;
    int32_t id;
  };

  static std::vector<std::pair<std::string_view, int32_t>> Sorted(
      const std::vector<ScoredToken>& tokens) {
    std::vector<std::pair<std::string_view, int32_t>> sorted;
    for (size_t i = 0; i < tokens.size(); ++i) {
      sorted.emplace_back(tokens[i].text, static_cast<int32_t>(i));
    }
    std::sort(sorted.begin(), sorted.end());
    return sorted;
  }

  double ScoreOf(int32_t id) const { return tokens_[static_cast<size_t>(id)].score; }

  // Calls f for each token at each place, by where it begins, and keeps them in arcs_.
  template <typename F>
  void EachArc(std::string_view word, F f) {
    arcs_.clear();
    text::EachChar(word, [&](char32_t, size_t at, size_t) {
      trie_.Prefixes(word.substr(at), [&](size_t length, int32_t id) {
        arcs_.push_back({at, at + length, id});
        f(at, at + length, id);
      });
    });
  }

  const std::vector<ScoredToken>& tokens_;
  text::Trie trie_;
  std::vector<double> forward_, backward_;
  std::vector<Arc> arcs_, into_;
};

bool IsChar(std::string_view token) {
  return token.size() == text::CharLength(static_cast<unsigned char>(token[0]));
}

// Where each character of a word begins, its end last.
std::vector<size_t> Starts(std::string_view word) {
  std::vector<size_t> starts;
  text::EachChar(word, [&](char32_t, size_t at, size_t) { starts.push_back(at); });
  starts.push_back(word.size());
  return starts;
}

// Every character, and the substrings that cover most text; the scores are log probabilities.
std::vector<ScoredToken> Seeds(const std::vector<CountedWord>& words,
                               const UnigramOptions& options) {
  std::unordered_map<std::string_view, uint64_t> counts;
  for (const CountedWord& word : words) {
    const std::vector<size_t> starts = Starts(word.text);
    for (size_t i = 0; i + 1 < starts.size(); ++i) {
      for (size_t n = 1; n <= options.longest && i + n < starts.size(); ++n) {
        const size_t bytes = starts[i + n] - starts[i];
        if (bytes > text::Trie::kMaxTokenBytes) break;
        counts[std::string_view(word.text).substr(starts[i], bytes)] += word.count * n;
      }
    }
  }
  std::vector<std::pair<uint64_t, std::string_view>> substrings;
  for (const auto& [text, weight] : counts) {
    if (IsChar(text) || weight > Starts(text).size() - 1) substrings.emplace_back(weight, text);
  }
  std::sort(substrings.begin(), substrings.end(), [](const auto& a, const auto& b) {
    const bool one = IsChar(a.second), other = IsChar(b.second);
    if (one != other) return one;
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  });
  std::vector<ScoredToken> seeds;
  double sum = 0;
  for (const auto& [weight, text] : substrings) {
    if (seeds.size() >= options.seeds && !IsChar(text)) break;
    seeds.push_back({std::string(text), static_cast<double>(weight)});
    sum += static_cast<double>(weight);
  }
  for (ScoredToken& seed : seeds) seed.score = std::log(seed.score / sum);
  return seeds;
}

// One round: tokens expected less than half a time go, but for single characters.
std::vector<ScoredToken> Reestimate(const std::vector<CountedWord>& words,
                                    const std::vector<ScoredToken>& tokens) {
  constexpr double kLeast = 0.5;
  std::vector<double> expected(tokens.size(), 0);
  Lattice lattice(tokens);
  for (const CountedWord& word : words) {
    lattice.Expect(word.text, static_cast<double>(word.count), &expected);
  }
  std::vector<ScoredToken> kept;
  double sum = 0;
  for (size_t i = 0; i < tokens.size(); ++i) {
    if (expected[i] < kLeast && !IsChar(tokens[i].text)) continue;
    kept.push_back({tokens[i].text, std::max(expected[i], kLeast)});
    sum += kept.back().score;
  }
  for (ScoredToken& token : kept) token.score = Digamma(token.score) - Digamma(sum);
  return kept;
}

// Leaves `size` tokens: those whose loss would cost the words' likelihood most.
std::vector<ScoredToken> Prune(const std::vector<CountedWord>& words,
                               const std::vector<ScoredToken>& tokens, size_t size) {
  Lattice lattice(tokens);
  std::vector<double> counts(tokens.size(), 0);
  double sum = 0;
  for (const CountedWord& word : words) {
    for (const int32_t id : lattice.Best(word.text, -1)) {
      counts[static_cast<size_t>(id)] += static_cast<double>(word.count);
      sum += static_cast<double>(word.count);
    }
  }
  std::vector<ScoredToken> kept;
  std::vector<std::pair<double, size_t>> losses;
  for (size_t i = 0; i < tokens.size(); ++i) {
    if (IsChar(tokens[i].text)) {
      kept.push_back(tokens[i]);
    } else if (counts[i] > 0) {
      const std::vector<int32_t> others = lattice.Best(tokens[i].text, static_cast<int32_t>(i));
      const double new_sum = sum + counts[i] * static_cast<double>(others.size() - 1);
      double instead = 0;
      for (const int32_t id : others) {
        instead += std::log((counts[static_cast<size_t>(id)] + counts[i]) / new_sum);
      }
      losses.emplace_back(counts[i] * (std::log(counts[i] / sum) - instead), i);
    }
  }
  std::stable_sort(losses.begin(), losses.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  for (const auto& [loss, i] : losses) {
    if (kept.size() >= size) break;
    kept.push_back(tokens[i]);
  }
  return kept;
}

}  // namespace

Result<std::vector<ScoredToken>> FitUnigram(const std::vector<CountedWord>& words,
                                            const UnigramOptions& options,
                                            const std::function<void(size_t)>& tell) {
  std::vector<ScoredToken> tokens = Seeds(words, options);
  const auto characters = static_cast<size_t>(std::count_if(
      tokens.begin(), tokens.end(), [](const ScoredToken& t) { return IsChar(t.text); }));
  if (characters > options.tokens) {
    return Fail(Code::kInvalidArgument,
                "The essays have " + std::to_string(characters) +
                    " different characters, more than the vocabulary has tokens. Raise --vocab.",
                "vocab");
  }
  // A tenth more than wanted is left to the last cut, which goes by the scores alone.
  const size_t wanted = options.tokens + options.tokens / 10;
  for (;;) {
    for (int i = 0; i < options.iterations; ++i) tokens = Reestimate(words, tokens);
    tell(tokens.size());
    if (tokens.size() <= wanted) break;
    const auto share = static_cast<size_t>(static_cast<double>(tokens.size()) * options.keep);
    tokens = Prune(words, tokens, std::max(wanted, share));
  }
  std::stable_sort(tokens.begin(), tokens.end(),
                   [](const ScoredToken& a, const ScoredToken& b) { return a.score > b.score; });
  size_t left = tokens.size();
  for (size_t i = tokens.size(); i-- > 0 && left > options.tokens;) {
    if (IsChar(tokens[i].text)) continue;
    tokens[i].text.clear();
    --left;
  }
  std::erase_if(tokens, [](const ScoredToken& t) { return t.text.empty(); });
  return tokens;
}

}  // namespace redquill::train
