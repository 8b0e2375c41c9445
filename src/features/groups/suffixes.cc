// Endings of words: a rough picture of word classes, tenses and learned vocabulary without a
// tagger.
#include <array>

#include "features/groups/group.h"
#include "features/numbers.h"

namespace redquill::features {
namespace {

constexpr Feature kFeatures[] = {
    {"suffix_ed", "suffixes", "per 100 words", "words of five letters or more in -ed", "Biber 1988",
     "many words in -ed", "few words in -ed"},
    {"suffix_ing", "suffixes", "per 100 words", "words of six letters or more in -ing",
     "Biber 1988", "many words in -ing", "few words in -ing"},
    {"suffix_ly", "suffixes", "per 100 words", "words of five letters or more in -ly", "Biber 1988",
     "many adverbs in -ly", "few adverbs in -ly"},
    {"suffix_er", "suffixes", "per 100 words", "words of five letters or more in -er", "Biber 1988",
     "many words in -er", "few words in -er"},
    {"suffix_est", "suffixes", "per 100 words", "words of six letters or more in -est",
     "Biber 1988", "many superlatives", "few superlatives"},
    {"suffix_al", "suffixes", "per 100 words", "words of five letters or more in -al",
     "Corson 1997", "many adjectives in -al", "few adjectives in -al"},
    {"suffix_tion", "suffixes", "per 100 words", "words of seven letters or more in -tion",
     "Biber 1988", "many nouns in -tion", "few nouns in -tion"},
    {"suffix_ment", "suffixes", "per 100 words", "words of seven letters or more in -ment",
     "Biber 1988", "many nouns in -ment", "few nouns in -ment"},
    {"suffix_ness", "suffixes", "per 100 words", "words of seven letters or more in -ness",
     "Biber 1988", "many nouns in -ness", "few nouns in -ness"},
    {"suffix_ity", "suffixes", "per 100 words", "words of six letters or more in -ity",
     "Biber 1988", "many nouns in -ity", "few nouns in -ity"},
    {"suffix_ous", "suffixes", "per 100 words", "words of six letters or more in -ous",
     "Corson 1997", "many adjectives in -ous", "few adjectives in -ous"},
    {"suffix_ive", "suffixes", "per 100 words", "words of six letters or more in -ive",
     "Corson 1997", "many adjectives in -ive", "few adjectives in -ive"},
    {"suffix_able", "suffixes", "per 100 words", "words of seven letters or more in -able",
     "Corson 1997", "many adjectives in -able", "few adjectives in -able"},
    {"suffix_ful", "suffixes", "per 100 words", "words of six letters or more in -ful",
     "Corson 1997", "many adjectives in -ful", "few adjectives in -ful"},
    {"suffix_ize", "suffixes", "per 100 words", "words of six letters or more in -ize or -ise",
     "Corson 1997", "many verbs in -ize", "few verbs in -ize"},
    {"suffix_s", "suffixes", "per 100 words",
     "content words of four letters or more in -s but not -ss, -us, -is", "Biber 1988",
     "many plurals and third persons", "few plurals and third persons"},
};

struct Suffix {
  std::string_view feature, ending;
  int shortest;  // Letters of the whole word.
};

constexpr std::array<Suffix, 14> kSuffixes = {{{"suffix_ed", "ed", 5},
                                               {"suffix_ing", "ing", 6},
                                               {"suffix_ly", "ly", 5},
                                               {"suffix_er", "er", 5},
                                               {"suffix_est", "est", 6},
                                               {"suffix_al", "al", 5},
                                               {"suffix_tion", "tion", 7},
                                               {"suffix_ment", "ment", 7},
                                               {"suffix_ness", "ness", 7},
                                               {"suffix_ity", "ity", 6},
                                               {"suffix_ous", "ous", 6},
                                               {"suffix_ive", "ive", 6},
                                               {"suffix_able", "able", 7},
                                               {"suffix_ful", "ful", 6}}};

bool IsPluralLike(std::string_view key) {
  return key.ends_with('s') && !key.ends_with("ss") && !key.ends_with("us") && !key.ends_with("is");
}

void MeasureSuffixes(const Reading& reading, Values* values) {
  std::array<double, kSuffixes.size()> counts{};
  double ize = 0, plural = 0;
  for (uint32_t t = 0; t < reading.types.size(); ++t) {
    const Type& type = reading.types[t];
    if (!type.alphabetic || type.letters < 4) continue;
    const std::string_view key = reading.keys[t];
    for (size_t i = 0; i < kSuffixes.size(); ++i) {
      const bool ends = type.letters >= kSuffixes[i].shortest && key.ends_with(kSuffixes[i].ending);
      counts[i] += ends ? type.count : 0;
    }
    const bool verb = type.letters >= 6 && (key.ends_with("ize") || key.ends_with("ise"));
    ize += verb ? type.count : 0;
    plural += type.content && IsPluralLike(key) ? type.count : 0;
  }
  const double hundreds = static_cast<double>(reading.words()) / 100;
  for (size_t i = 0; i < kSuffixes.size(); ++i) {
    values->Add(kSuffixes[i].feature, counts[i] / hundreds);
  }
  values->Add("suffix_ize", ize / hundreds);
  values->Add("suffix_s", plural / hundreds);
}

}  // namespace

Group SuffixesGroup() { return {kFeatures, &MeasureSuffixes}; }

}  // namespace redquill::features
