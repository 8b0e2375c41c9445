// Readability formulas, each as first published; words here are words with letters.
#include "features/readability.h"

#include "features/groups/group.h"

namespace redquill::features {
namespace {

constexpr Feature kFeatures[] = {
    {"flesch", "readability", "score", "206.835 - 1.015 W/S - 84.6 syllables/W", "Flesch 1948",
     "easy to read", "hard to read"},
    {"flesch_kincaid", "readability", "grade", "0.39 W/S + 11.8 syllables/W - 15.59",
     "Kincaid et al. 1975", "hard to read", "easy to read"},
    {"fog", "readability", "grade", "0.4 (W/S + 100 words of three syllables or more / W)",
     "Gunning 1952", "hard to read", "easy to read"},
    {"smog", "readability", "grade", "3.1291 + 1.043 sqrt(30 words of three syllables or more / S)",
     "McLaughlin 1969", "hard to read", "easy to read"},
    {"ari", "readability", "grade", "4.71 letters/W + 0.5 W/S - 21.43", "Senter & Smith 1967",
     "hard to read", "easy to read"},
    {"coleman_liau", "readability", "grade", "5.88 letters/W - 29.6 S/W - 15.8",
     "Coleman & Liau 1975", "hard to read", "easy to read"},
    {"lix", "readability", "score", "W/S + 100 words of more than six letters / W",
     "Bjornsson 1968", "hard to read", "easy to read"},
    {"rix", "readability", "score", "words of more than six letters / S", "Anderson 1983",
     "hard to read", "easy to read"},
    {"dale_chall", "readability", "score",
     "15.79 D + 0.0496 W/S, + 3.6365 where D > 0.05; D = share of words beyond SCOWL size 10, "
     "which "
     "stands for Dale's list of 3,000 easy words",
     "Dale & Chall 1948", "hard to read", "easy to read"},
};

void MeasureReadability(const Reading& reading, Values* values) {
  TextCounts counts;
  for (const Type& type : reading.types) {
    if (!type.alphabetic) continue;
    counts.words += type.count;
    counts.letters += static_cast<double>(type.letters) * type.count;
    counts.syllables += static_cast<double>(type.syllables) * type.count;
    counts.polysyllables += type.syllables >= 3 ? type.count : 0;
    counts.long_words += type.letters > 6 ? type.count : 0;
    const bool easy = type.spelling.band == WordList::k10 || type.spelling.contraction ||
                      type.spelling.name || !type.content;
    counts.difficult += easy ? 0 : type.count;
  }
  counts.sentences = static_cast<double>(reading.sentences());
  values->Add("flesch", Flesch(counts));
  values->Add("flesch_kincaid", FleschKincaid(counts));
  values->Add("fog", Fog(counts));
  values->Add("smog", Smog(counts));
  values->Add("ari", Ari(counts));
  values->Add("coleman_liau", ColemanLiau(counts));
  values->Add("lix", Lix(counts));
  values->Add("rix", Rix(counts));
  values->Add("dale_chall", DaleChall(counts));
}

}  // namespace

Group ReadabilityGroup() { return {kFeatures, &MeasureReadability}; }

}  // namespace redquill::features
