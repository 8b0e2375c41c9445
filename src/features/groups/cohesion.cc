// How sentences and paragraphs hang together: shared content words, plurals and possessives joined.
#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "features/groups/group.h"
#include "features/numbers.h"

namespace redquill::features {
namespace {

constexpr size_t kMostParagraphs = 30;  // For all pairs; the first ones of a longer text.

constexpr Feature kFeatures[] = {
    {"adjacent_overlap", "cohesion", "ratio",
     "content stems that two neighbouring sentences share / those of the one with fewer, mean",
     "Graesser et al. 2004", "each sentence takes up words of the last",
     "sentences share few words"},
    {"adjacent_none_share", "cohesion", "ratio",
     "neighbouring sentences that share no content stem / pairs", "Graesser et al. 2004",
     "sentences share few words", "each sentence takes up words of the last"},
    {"adjacent_cosine", "cohesion", "cosine",
     "cosine of the content stems' counts of neighbouring sentences, mean", "Foltz et al. 1998",
     "neighbouring sentences speak of the same", "neighbouring sentences differ"},
    {"given_share", "cohesion", "ratio",
     "content stems of a sentence that stood in an earlier one / its content stems, mean",
     "Crossley et al. 2016", "builds on what was said", "always brings new words"},
    {"recent_share", "cohesion", "ratio", "the same for the last five sentences only",
     "Crossley et al. 2016", "stays with its subject", "changes its subject often"},
    {"new_in_second_half", "cohesion", "ratio",
     "distinct content stems of the second half of the words that the first lacks / those of the "
     "second half",
     "Attali & Burstein 2006", "brings new matter to the end", "repeats itself in the second half"},
    {"new_stems_in_second_half", "cohesion", "stems",
     "distinct content stems of the second half of the words that the first lacks",
     "Attali & Burstein 2006", "brings new matter to the end", "repeats itself in the second half"},
    {"paragraph_cosine", "cohesion", "cosine",
     "cosine of the content stems' counts of neighbouring paragraphs, mean", "Foltz et al. 1998",
     "neighbouring paragraphs speak of the same", "paragraphs differ"},
    {"all_paragraphs_cosine", "cohesion", "cosine",
     "the same over all pairs of the first 30 paragraphs", "Crossley et al. 2016",
     "the essay keeps to one subject", "paragraphs differ"},
    {"first_last_cosine", "cohesion", "cosine",
     "cosine of the content stems' counts of the first and the last paragraph; 0 for one paragraph",
     "Crossley et al. 2016", "the end takes up the beginning",
     "the end does not take up the beginning"},
    {"topic_spread", "cohesion", "ratio",
     "share of sentences that hold one of the five commonest content stems",
     "Barzilay & Lapata 2008", "key words run through the essay", "no key words run through"},
    {"demonstrative_openings", "cohesion", "ratio",
     "sentences that begin with this, that, these, those, such / sentences",
     "Halliday & Hasan 1976", "sentences point back to the last (This …)",
     "few sentences point back"},
};

using Counts = std::vector<std::pair<uint32_t, uint32_t>>;  // Stem and its count, by stem.

Counts CountStems(const Reading& reading, uint32_t first, uint32_t last) {
  std::vector<uint32_t> stems;
  stems.reserve(last - first);
  for (uint32_t i = first; i < last; ++i) {
    if (reading.TypeOf(i).content) stems.push_back(reading.TypeOf(i).stem);
  }
  std::sort(stems.begin(), stems.end());
  Counts counts;
  for (uint32_t stem : stems) {
    if (counts.empty() || counts.back().first != stem) counts.push_back({stem, 0});
    ++counts.back().second;
  }
  return counts;
}

struct Shared {
  double stems = 0, product = 0;
};

Shared Compare(const Counts& a, const Counts& b) {
  Shared shared;
  for (auto x = a.begin(), y = b.begin(); x != a.end() && y != b.end();) {
    if (x->first == y->first) {
      ++shared.stems;
      shared.product += static_cast<double>(x->second) * y->second;
    }
    const bool forward_x = x->first <= y->first, forward_y = y->first <= x->first;
    x += forward_x;
    y += forward_y;
  }
  return shared;
}

double Cosine(const Counts& a, const Counts& b) {
  const double squares = Compare(a, a).product * Compare(b, b).product;
  return squares > 0 ? Compare(a, b).product / std::sqrt(squares) : 0;
}

void AddSentences(const Reading& reading, Values* values) {
  constexpr uint32_t kRecent = 5;
  std::vector<uint32_t> last_seen(reading.stems);  // Sentence + 1; 0 for never.
  Counts before;
  double overlap = 0, none = 0, cosine = 0, given = 0, recent = 0, pairs = 0, filled = 0;
  for (uint32_t s = 0; s < reading.sentences(); ++s) {
    const auto [first, last] = reading.essay.WordsOf(s);
    Counts now = CountStems(reading, first, last);
    double known = 0, known_recently = 0;
    for (const auto& [stem, count] : now) {
      known += last_seen[stem] > 0;
      known_recently += last_seen[stem] > 0 && s + 1 - last_seen[stem] <= kRecent;
      last_seen[stem] = s + 1;
    }
    if (s > 0) {
      const Shared shared = Compare(before, now);
      const auto fewer = static_cast<double>(std::min(before.size(), now.size()));
      ++pairs;
      overlap += Ratio(shared.stems, fewer);
      none += shared.stems == 0;
      cosine += shared.stems == 0 ? 0 : Cosine(before, now);
      given += Ratio(known, static_cast<double>(now.size()));
      recent += Ratio(known_recently, static_cast<double>(now.size()));
      filled += !now.empty();
    }
    before = std::move(now);
  }
  values->Add("adjacent_overlap", Ratio(overlap, pairs));
  values->Add("adjacent_none_share", Ratio(none, pairs));
  values->Add("adjacent_cosine", Ratio(cosine, pairs));
  values->Add("given_share", Ratio(given, filled));
  values->Add("recent_share", Ratio(recent, filled));
}

void AddHalves(const Reading& reading, Values* values) {
  const auto n = static_cast<uint32_t>(reading.words());
  std::vector<bool> before(reading.stems), counted(reading.stems);
  double fresh = 0, all = 0;
  for (uint32_t i = 0; i < n; ++i) {
    const Type& type = reading.TypeOf(i);
    if (!type.content) continue;
    if (i < n / 2) {
      before[type.stem] = true;
    } else if (!counted[type.stem]) {
      counted[type.stem] = true;
      ++all;
      fresh += !before[type.stem];
    }
  }
  values->Add("new_in_second_half", Ratio(fresh, all));
  values->Add("new_stems_in_second_half", fresh);
}

void AddParagraphs(const Reading& reading, Values* values) {
  const size_t n = reading.paragraphs();
  std::vector<Counts> paragraphs;
  for (size_t p = 0; p < n; ++p) {
    const auto [first, last] = reading.WordsOfParagraph(p);
    paragraphs.push_back(CountStems(reading, first, last));
  }
  double adjacent = 0, all = 0, pairs = 0;
  for (size_t p = 1; p < n; ++p) adjacent += Cosine(paragraphs[p - 1], paragraphs[p]);
  for (size_t a = 0; a < std::min(n, kMostParagraphs); ++a) {
    for (size_t b = 0; b < a; ++b, ++pairs) all += Cosine(paragraphs[a], paragraphs[b]);
  }
  values->Add("paragraph_cosine", Ratio(adjacent, static_cast<double>(n - 1)));
  values->Add("all_paragraphs_cosine", Ratio(all, pairs));
  values->Add("first_last_cosine", n > 1 ? Cosine(paragraphs.front(), paragraphs.back()) : 0);
}

// The five commonest content stems, the earlier one where two are as common.
std::vector<bool> KeyStems(const Reading& reading) {
  Counts counts(reading.stems);
  for (uint32_t stem = 0; stem < reading.stems; ++stem) counts[stem] = {stem, 0};
  for (const Type& type : reading.types) {
    if (type.content) counts[type.stem].second += type.count;
  }
  const size_t keys = std::min<size_t>(5, counts.size());
  std::partial_sort(counts.begin(), counts.begin() + static_cast<ptrdiff_t>(keys), counts.end(),
                    [](const auto& a, const auto& b) {
                      return a.second != b.second ? a.second > b.second : a.first < b.first;
                    });
  std::vector<bool> is_key(reading.stems);
  for (size_t i = 0; i < keys; ++i) is_key[counts[i].first] = counts[i].second > 0;
  return is_key;
}

void AddTopics(const Reading& reading, Values* values) {
  const std::vector<bool> is_key = KeyStems(reading);
  double held = 0, pointing = 0;
  for (size_t s = 0; s < reading.sentences(); ++s) {
    const auto [first, last] = reading.essay.WordsOf(s);
    bool holds = false;
    for (uint32_t i = first; i < last && !holds; ++i) {
      holds = reading.TypeOf(i).content && is_key[reading.TypeOf(i).stem];
    }
    held += holds;
    pointing += reading.Is(first, In(WordClass::kDemonstrative)) || reading.Key(first) == "such";
  }
  const auto n = static_cast<double>(reading.sentences());
  values->Add("topic_spread", held / n);
  values->Add("demonstrative_openings", pointing / n);
}

void MeasureCohesion(const Reading& reading, Values* values) {
  AddSentences(reading, values);
  AddHalves(reading, values);
  AddParagraphs(reading, values);
  AddTopics(reading, values);
}

}  // namespace

Group CohesionGroup() { return {kFeatures, &MeasureCohesion}; }

}  // namespace redquill::features
