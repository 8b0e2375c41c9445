// How sentences are built: their lengths, their beginnings, their clauses.
#include <vector>

#include "features/groups/group.h"
#include "features/numbers.h"

namespace redquill::features {
namespace {

constexpr size_t kShort = 8, kLong = 30, kRunOn = 50;

constexpr Feature kFeatures[] = {
    {"mean_sentence_length", "sentences", "words", "words / sentences", "Page 1966",
     "long sentences", "short sentences"},
    {"sd_sentence_length", "sentences", "words", "standard deviation of words a sentence",
     "Page 1966", "sentences of very different length", "sentences of similar length"},
    {"cv_sentence_length", "sentences", "ratio", "standard deviation / mean of sentence length",
     "Larkey 1998", "sentence length varies", "sentence length hardly varies"},
    {"median_sentence_length", "sentences", "words", "median of words a sentence", "Larkey 1998",
     "long sentences", "short sentences"},
    {"quartile_1_sentence_length", "sentences", "words", "first quartile of words a sentence",
     "Larkey 1998", "even the short sentences are long", "many short sentences"},
    {"quartile_3_sentence_length", "sentences", "words", "third quartile of words a sentence",
     "Larkey 1998", "many long sentences", "even the long sentences are short"},
    {"longest_sentence", "sentences", "words", "words of the longest sentence", "Larkey 1998",
     "a very long sentence", "no long sentence"},
    {"shortest_sentence", "sentences", "words", "words of the shortest sentence", "Larkey 1998",
     "no short sentence", "a very short sentence"},
    {"short_sentence_share", "sentences", "ratio", "sentences under 8 words / sentences",
     "Larkey 1998", "many short sentences", "few short sentences"},
    {"long_sentence_share", "sentences", "ratio", "sentences over 30 words / sentences",
     "Larkey 1998", "many long sentences", "few long sentences"},
    {"balanced_sentences", "sentences", "sentences", "sentences of 12 to 30 words",
     "Attali & Burstein 2006", "many well-measured sentences", "few well-measured sentences"},
    {"run_on_share", "sentences", "ratio", "sentences over 50 words / sentences",
     "Connors & Lunsford 1988", "sentences that run on and on", "no run-on sentences"},
    {"opening_variety", "sentences", "ratio", "distinct first words of sentences / sentences",
     "Attali & Burstein 2006", "sentences begin in many ways", "sentences begin alike"},
    {"distinct_openings", "sentences", "words", "distinct first words of sentences",
     "Attali & Burstein 2006", "sentences begin in many ways", "sentences begin alike"},
    {"connective_openings", "sentences", "ratio",
     "sentences that begin with a connective other than 'so' and 'but' / sentences",
     "Halliday & Hasan 1976", "sentences open with linking words",
     "few linking words at the start"},
    {"coordinator_openings", "sentences", "ratio",
     "sentences that begin with and, but, or, so, because / sentences", "Connors & Lunsford 1988",
     "sentences begin with 'and', 'but', 'so'", "few sentences begin with 'and', 'but', 'so'"},
    {"subordinate_openings", "sentences", "ratio",
     "sentences that begin with a subordinator other than because / sentences", "Hunt 1965",
     "sentences open with a subordinate clause", "few opening subordinate clauses"},
    {"pronoun_openings", "sentences", "ratio",
     "sentences that begin with a personal pronoun / sentences", "Larkey 1998",
     "sentences begin with I, you, they", "few sentences begin with a pronoun"},
    {"words_before_verb", "sentences", "words",
     "mean words before the first be, have, do, modal or past form (at most 20)",
     "McNamara et al. 2010", "much stands before the verb", "the verb comes early"},
};

void AddLengths(const Reading& reading, Values* values) {
  std::vector<double> lengths;
  double shorter = 0, longer = 0, balanced = 0, run_on = 0;
  for (size_t s = 0; s < reading.sentences(); ++s) {
    const auto [first, last] = reading.essay.WordsOf(s);
    const uint32_t length = last - first;
    lengths.push_back(length);
    shorter += length < kShort;
    longer += length > kLong;
    balanced += length >= 12 && length <= kLong;
    run_on += length > kRunOn;
  }
  const auto n = static_cast<double>(reading.sentences());
  const Moments m = Moments::Of(&lengths);
  values->Add("mean_sentence_length", m.mean);
  values->Add("sd_sentence_length", m.sd);
  values->Add("cv_sentence_length", m.sd / m.mean);
  values->Add("median_sentence_length", m.median);
  values->Add("quartile_1_sentence_length", m.lower_quartile);
  values->Add("quartile_3_sentence_length", m.upper_quartile);
  values->Add("longest_sentence", m.max);
  values->Add("shortest_sentence", m.min);
  values->Add("short_sentence_share", shorter / n);
  values->Add("long_sentence_share", longer / n);
  values->Add("balanced_sentences", balanced);
  values->Add("run_on_share", run_on / n);
}

// Words from `first` before the first sure sign of a verb.
double WordsBeforeVerb(const Reading& reading, uint32_t first, uint32_t last) {
  constexpr uint32_t kMost = 20;
  constexpr Classes kVerbs =
      In(WordClass::kBe, WordClass::kHave, WordClass::kDo, WordClass::kModal, WordClass::kPast);
  uint32_t at = first;
  while (at < last && at - first < kMost && !reading.Is(at, kVerbs)) ++at;
  return at - first;
}

void AddOpenings(const Reading& reading, Values* values) {
  constexpr Classes kPersons =
      In(WordClass::kFirstSingular, WordClass::kFirstPlural, WordClass::kSecond, WordClass::kThird);
  std::vector<bool> seen(reading.types.size());
  double distinct = 0, connective = 0, coordinator = 0, subordinate = 0, pronoun = 0, before = 0;
  auto match = reading.matches.begin();
  for (size_t s = 0; s < reading.sentences(); ++s) {
    const auto [first, last] = reading.essay.WordsOf(s);
    const uint32_t type = reading.tokens[first].type;
    distinct += !seen[type];
    seen[type] = true;
    const std::string_view key = reading.Key(first);
    const bool coordinates =
        key == "and" || key == "but" || key == "or" || key == "so" || key == "because";
    coordinator += coordinates;
    subordinate += !coordinates && reading.Is(first, In(WordClass::kSubordinator));
    pronoun += reading.Is(first, kPersons);
    before += WordsBeforeVerb(reading, first, last);
    while (match != reading.matches.end() && match->first < first) ++match;
    bool connects = false;
    for (; match != reading.matches.end() && match->first == first; ++match) {
      connects = connects || (match->classes & kConnectives) != 0;
    }
    connective += connects && key != "but" && key != "so";
  }
  const auto n = static_cast<double>(reading.sentences());
  values->Add("opening_variety", distinct / n);
  values->Add("distinct_openings", distinct);
  values->Add("connective_openings", connective / n);
  values->Add("coordinator_openings", coordinator / n);
  values->Add("subordinate_openings", subordinate / n);
  values->Add("pronoun_openings", pronoun / n);
  values->Add("words_before_verb", before / n);
}

void MeasureSentences(const Reading& reading, Values* values) {
  AddLengths(reading, values);
  AddOpenings(reading, values);
}

}  // namespace

Group SentencesGroup() { return {kFeatures, &MeasureSentences}; }

}  // namespace redquill::features
