// Spelling against the word list, and the commonest errors of usage.
#include "features/groups/group.h"
#include "features/numbers.h"
#include "features/usage.h"

namespace redquill::features {
namespace {

constexpr Feature kFeatures[] = {
    {"misspelled", "spelling", "words",
     "words in no list that are not taken for a name (by capitals), an acronym or a "
     "placeholder; words that lack their apostrophe",
     "Page 1966", "many spelling errors", "few spelling errors"},
    {"misspelled_share", "spelling", "per 100 words", "the same / words", "Page 1966",
     "many spelling errors", "few spelling errors"},
    {"misspelled_types", "spelling", "words", "distinct misspelled words", "Attali & Burstein 2006",
     "many words misspelled", "few words misspelled"},
    {"misspelled_type_share", "spelling", "ratio", "distinct misspelled words / types",
     "Attali & Burstein 2006", "much of the vocabulary misspelled",
     "little of the vocabulary misspelled"},
    {"typo_share", "spelling", "per 100 words",
     "misspelled words one edit (letter added, left out, changed, swapped) from a common word / "
     "words",
     "Damerau 1964", "many slips of the pen", "few slips of the pen"},
    {"unlikely_share", "spelling", "per 100 words", "other misspelled words / words",
     "Damerau 1964", "words spelled by ear", "no words spelled by ear"},
    {"missing_apostrophes", "spelling", "per 100 words",
     "words of the lexicon's class missing_apostrophe (dont, cant)", "Connors & Lunsford 1988",
     "apostrophes left out", "apostrophes in place"},
    {"confused_words", "spelling", "per 100 words",
     "entries of the class confused (could of, more then, alot)", "Connors & Lunsford 1988",
     "words mixed up", "no words mixed up"},
    {"article_errors", "spelling", "per 100 words",
     "'a' before a vowel or 'an' before a consonant, by letters with the usual exceptions",
     "Han et al. 2006", "a and an mixed up", "a and an in place"},
    {"agreement_errors", "spelling", "per 100 words",
     "pronoun directly before a verb form that does not fit it (they was, he don't)",
     "Leacock et al. 2014", "subjects and verbs disagree", "subjects and verbs agree"},
};

void MeasureSpelling(const Reading& reading, Values* values) {
  double wrong = 0, wrong_types = 0, typos = 0;
  for (const Type& type : reading.types) {
    if (!type.misspelled) continue;
    wrong += type.count;
    ++wrong_types;
    typos += type.typo ? type.count : 0;
  }
  const double hundreds = static_cast<double>(reading.words()) / 100;
  values->Add("misspelled", wrong);
  values->Add("misspelled_share", wrong / hundreds);
  values->Add("misspelled_types", wrong_types);
  values->Add("misspelled_type_share", wrong_types / static_cast<double>(reading.types.size()));
  values->Add("typo_share", typos / hundreds);
  values->Add("unlikely_share", (wrong - typos) / hundreds);
  values->Add("missing_apostrophes",
              static_cast<double>(reading.Count(WordClass::kMissingApostrophe)) / hundreds);
  values->Add("confused_words",
              static_cast<double>(reading.Count(WordClass::kConfused)) / hundreds);
  values->Add("article_errors", ArticleErrors(reading) / hundreds);
  values->Add("agreement_errors", AgreementErrors(reading) / hundreds);
}

}  // namespace

Group SpellingGroup() { return {kFeatures, &MeasureSpelling}; }

}  // namespace redquill::features
