// Which words: how long, how rare, how they are built.
#include <algorithm>
#include <array>
#include <cmath>

#include "features/groups/group.h"
#include "features/numbers.h"

namespace redquill::features {
namespace {

constexpr Feature kFeatures[] = {
    {"mean_word_length", "words", "letters", "letters / words with letters", "Page 1966",
     "long words", "short words"},
    {"sd_word_length", "words", "letters", "standard deviation of letters a word", "Page 1966",
     "words of very different length", "words of similar length"},
    {"mean_content_length", "words", "letters", "mean letters of content words",
     "Attali & Burstein 2006", "long content words", "short content words"},
    {"mean_type_length", "words", "letters", "mean letters of distinct words", "Larkey 1998",
     "long words", "short words"},
    {"syllables_per_word", "words", "syllables", "syllables / words with letters", "Flesch 1948",
     "words of many syllables", "words of few syllables"},
    {"share_5_letters", "words", "ratio", "words of five letters or more / words with letters",
     "Larkey 1998", "few short words", "mostly short words"},
    {"share_6_letters", "words", "ratio", "words of six letters or more / words with letters",
     "Larkey 1998", "many long words", "few long words"},
    {"share_7_letters", "words", "ratio", "words of seven letters or more / words with letters",
     "Bjornsson 1968", "many long words", "few long words"},
    {"share_8_letters", "words", "ratio", "words of eight letters or more / words with letters",
     "Larkey 1998", "many long words", "few long words"},
    {"share_10_letters", "words", "ratio", "words of ten letters or more / words with letters",
     "Larkey 1998", "many very long words", "few very long words"},
    {"share_12_letters", "words", "ratio", "words of twelve letters or more / words with letters",
     "Larkey 1998", "many very long words", "few very long words"},
    {"band_10_share", "words", "ratio", "content words in SCOWL size 10 / listed content words",
     "Laufer & Nation 1995", "mostly the commonest words", "few of the commonest words"},
    {"band_20_share", "words", "ratio", "content words in SCOWL size 20 / listed content words",
     "Laufer & Nation 1995", "many common words", "few common words"},
    {"band_35_share", "words", "ratio", "content words in SCOWL size 35 / listed content words",
     "Laufer & Nation 1995", "many words of middling frequency", "few words of middling frequency"},
    {"rare_share", "words", "ratio",
     "content words in SCOWL size 40 or beyond / listed content words", "Laufer & Nation 1995",
     "many rare words", "few rare words"},
    {"very_rare_share", "words", "ratio",
     "content words in SCOWL size 55 or beyond / listed content words", "Laufer & Nation 1995",
     "many very rare words", "few very rare words"},
    {"mean_band", "words", "band", "mean band, 1 to 8, of listed content words",
     "Kyle & Crossley 2015", "sophisticated words", "everyday words"},
    {"mean_type_band", "words", "band", "mean band of distinct listed content words",
     "Kyle & Crossley 2015", "a sophisticated vocabulary", "an everyday vocabulary"},
    {"band_35_types", "words", "words", "distinct content words of SCOWL size 35",
     "Laufer & Nation 1995", "many words beyond the commonest", "few words beyond the commonest"},
    {"rare_types", "words", "words", "distinct content words of SCOWL size 40 or beyond",
     "Laufer & Nation 1995", "many rare words", "few rare words"},
    {"very_rare_types", "words", "words", "distinct content words of SCOWL size 55 or beyond",
     "Laufer & Nation 1995", "many very rare words", "few very rare words"},
    {"beyond_common_words", "words", "words", "running content words of SCOWL size 35 or beyond",
     "Laufer & Nation 1995", "many words beyond the commonest", "few words beyond the commonest"},
    {"names_share", "words", "ratio", "words taken for names / words", "Attali & Burstein 2006",
     "many names", "few names"},
    {"nominalisations", "words", "per 100 words",
     "words in -tion, -sion, -ment, -ness, -ity, -ance, -ence and their plurals", "Biber 1988",
     "abstract nouns", "few abstract nouns"},
    {"latinate_adjectives", "words", "per 100 words",
     "words of six letters or more in -ive, -ous, -al, -able, -ible, -ful, -less, -ic",
     "Corson 1997", "many learned adjectives", "few learned adjectives"},
    {"comparatives", "words", "per 100 words",
     "more, most, less, least, better, best, worse, worst; listed words of five letters or more in "
     "-er and -est after a be-form, 'the' or 'a'",
     "Biber 1988", "many comparisons", "few comparisons"},
    {"vague_words", "words", "per 100 words", "entries of the lexicon's class vague",
     "Crossley et al. 2011", "vague wording (thing, stuff, good)", "specific wording"},
    {"informal_words", "words", "per 100 words", "entries of the lexicon's class informal",
     "Heylighen & Dewaele 2002", "chatty wording", "formal wording"},
};

template <size_t N>
bool EndsWithOneOf(std::string_view word, const std::array<std::string_view, N>& ends) {
  return std::any_of(ends.begin(), ends.end(),
                     [&](std::string_view end) { return word.ends_with(end); });
}

// What the forms of the distinct words show.
struct Forms {
  double nominal = 0, adjectives = 0;
};

void Count(std::string_view key, const Type& type, Forms* forms) {
  static constexpr std::array<std::string_view, 8> kNominal = {"tion", "sion", "ment", "ness",
                                                               "ity",  "ance", "ence", "ities"};
  static constexpr std::array<std::string_view, 8> kAdjectives = {"ive",  "ous", "al",   "able",
                                                                  "ible", "ful", "less", "ic"};
  if (!type.content || type.letters < 6) return;
  const double n = type.count;
  const std::string_view singular = key.ends_with('s') ? key.substr(0, key.size() - 1) : key;
  forms->nominal += EndsWithOneOf(singular, kNominal) || key.ends_with("ness") ? n : 0;
  forms->adjectives += EndsWithOneOf(key, kAdjectives) ? n : 0;
}

bool IsComparative(const Reading& reading, size_t i) {
  static constexpr std::array<std::string_view, 8> kWords = {"more",   "most", "less",  "least",
                                                             "better", "best", "worse", "worst"};
  const std::string_view key = reading.Key(i);
  if (std::find(kWords.begin(), kWords.end(), key) != kWords.end()) return true;
  const Type& type = reading.TypeOf(i);
  if (!type.content || type.letters < 5 || i == 0 || type.spelling.band == WordList::kNone) {
    return false;
  }
  const bool after = reading.Is(i - 1, In(WordClass::kBe, WordClass::kArticle));
  return key.ends_with("est")
             ? after
             : key.ends_with("er") && after && reading.Is(i - 1, In(WordClass::kBe));
}

struct Bands {
  std::array<double, 9> tokens{}, types{};
  double token_sum = 0, type_sum = 0, token_count = 0, type_count = 0;
};

Bands CountBands(const Reading& reading) {
  Bands bands;
  for (const Type& type : reading.types) {
    const uint8_t band = type.spelling.band;
    if (!type.content || band == WordList::kNone) continue;
    bands.tokens[band] += type.count;
    bands.types[band] += 1;
    bands.token_sum += static_cast<double>(band) * type.count;
    bands.type_sum += band;
    bands.token_count += type.count;
    bands.type_count += 1;
  }
  return bands;
}

struct Lengths {
  double words = 0, letters = 0, squares = 0, syllables = 0, content = 0, content_letters = 0;
  double types = 0, type_letters = 0;
  std::array<double, 13> at_least{};  // Words by the letters that they have at least, up to 12.
};

Lengths CountLengths(const Reading& reading) {
  Lengths l;
  for (const Type& type : reading.types) {
    if (!type.alphabetic) continue;
    const double n = type.count, letters = type.letters;
    l.words += n;
    l.letters += n * letters;
    l.squares += n * letters * letters;
    l.syllables += n * type.syllables;
    l.content += type.content ? n : 0;
    l.content_letters += type.content ? n * letters : 0;
    l.types += 1;
    l.type_letters += letters;
    for (size_t k = 0; k <= std::min<size_t>(type.letters, 12); ++k) l.at_least[k] += n;
  }
  return l;
}

void AddLengths(const Lengths& l, Values* values) {
  const double mean = Ratio(l.letters, l.words);
  const double variance = Ratio(l.squares, l.words) - mean * mean;
  values->Add("mean_word_length", mean);
  values->Add("sd_word_length", std::sqrt(std::max(variance, 0.0)));
  values->Add("mean_content_length", Ratio(l.content_letters, l.content));
  values->Add("mean_type_length", Ratio(l.type_letters, l.types));
  values->Add("syllables_per_word", Ratio(l.syllables, l.words));
  values->Add("share_5_letters", Ratio(l.at_least[5], l.words));
  values->Add("share_6_letters", Ratio(l.at_least[6], l.words));
  values->Add("share_7_letters", Ratio(l.at_least[7], l.words));
  values->Add("share_8_letters", Ratio(l.at_least[8], l.words));
  values->Add("share_10_letters", Ratio(l.at_least[10], l.words));
  values->Add("share_12_letters", Ratio(l.at_least[12], l.words));
}

void AddBands(const Bands& bands, Values* values) {
  double rare = 0, rare_types = 0, very_rare = 0, very_rare_types = 0;
  for (size_t band = WordList::k40; band <= WordList::k70; ++band) {
    rare += bands.tokens[band];
    rare_types += bands.types[band];
    very_rare += band >= WordList::k55 ? bands.tokens[band] : 0;
    very_rare_types += band >= WordList::k55 ? bands.types[band] : 0;
  }
  values->Add("band_10_share", Ratio(bands.tokens[WordList::k10], bands.token_count));
  values->Add("band_20_share", Ratio(bands.tokens[WordList::k20], bands.token_count));
  values->Add("band_35_share", Ratio(bands.tokens[WordList::k35], bands.token_count));
  values->Add("rare_share", Ratio(rare, bands.token_count));
  values->Add("very_rare_share", Ratio(very_rare, bands.token_count));
  values->Add("mean_band", Ratio(bands.token_sum, bands.token_count));
  values->Add("mean_type_band", Ratio(bands.type_sum, bands.type_count));
  values->Add("band_35_types", bands.types[WordList::k35]);
  values->Add("rare_types", rare_types);
  values->Add("very_rare_types", very_rare_types);
  values->Add("beyond_common_words", bands.tokens[WordList::k35] + rare);
}

void MeasureWords(const Reading& reading, Values* values) {
  AddLengths(CountLengths(reading), values);
  AddBands(CountBands(reading), values);
  Forms forms;
  double names = 0, comparatives = 0;
  for (size_t t = 0; t < reading.types.size(); ++t) {
    const Type& type = reading.types[t];
    Count(reading.keys[static_cast<uint32_t>(t)], type, &forms);
    const bool only_name = type.spelling.name && type.spelling.band == WordList::kNone;
    const bool name = type.placeholder || (type.content && (type.seen_as_name || only_name));
    names += name ? type.count : 0;
  }
  for (size_t i = 0; i < reading.words(); ++i) comparatives += IsComparative(reading, i);
  const double hundreds = static_cast<double>(reading.words()) / 100;
  values->Add("names_share", names / static_cast<double>(reading.words()));
  values->Add("nominalisations", forms.nominal / hundreds);
  values->Add("latinate_adjectives", forms.adjectives / hundreds);
  values->Add("comparatives", comparatives / hundreds);
  values->Add("vague_words", static_cast<double>(reading.Count(WordClass::kVague)) / hundreds);
  values->Add("informal_words",
              static_cast<double>(reading.Count(WordClass::kInformal)) / hundreds);
}

}  // namespace

Group WordsGroup() { return {kFeatures, &MeasureWords}; }

}  // namespace redquill::features
