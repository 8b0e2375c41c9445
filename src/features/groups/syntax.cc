// Grammar by what its words show: no parser, only classes of words and short patterns.
#include "features/groups/group.h"
#include "features/numbers.h"
#include "features/verb_patterns.h"

namespace redquill::features {
namespace {

constexpr Feature kFeatures[] = {
    {"function_word_share", "syntax", "ratio", "function words / words", "Biber 1988",
     "much grammar, little content", "dense content"},
    {"articles", "syntax", "per 100 words", "a, an, the", "Biber 1988", "many articles",
     "few articles"},
    {"prepositions", "syntax", "per 100 words", "words of the lexicon's class preposition",
     "Biber 1988", "many prepositional phrases", "few prepositional phrases"},
    {"coordinators", "syntax", "per 100 words", "and, but, or, nor, so, yet", "Biber 1988",
     "clauses strung together", "few coordinating words"},
    {"and_share", "syntax", "per 100 words", "and", "Hunt 1965", "much is joined by 'and'",
     "little is joined by 'and'"},
    {"subordinators", "syntax", "per 100 words", "entries of the lexicon's class subordinator",
     "Hunt 1965", "many subordinate clauses", "few subordinate clauses"},
    {"relatives", "syntax", "per 100 words", "who, whom, whose, which, that", "Biber 1988",
     "many relative clauses", "few relative clauses"},
    {"which", "syntax", "per 100 words", "which, whom, whose", "Biber 1988",
     "careful relative clauses", "few relative clauses with 'which'"},
    {"wh_words", "syntax", "per 100 words", "words of the lexicon's class wh", "Biber 1988",
     "many question words", "few question words"},
    {"demonstratives", "syntax", "per 100 words", "this, that, these, those", "Biber 1988",
     "much pointing back (this, these)", "little pointing back"},
    {"quantifiers", "syntax", "per 100 words", "words of the lexicon's class quantifier",
     "Biber 1988", "many words of amount", "few words of amount"},
    {"first_singular", "syntax", "per 100 words", "I, me, my and their contractions", "Biber 1988",
     "personal (I, my)", "impersonal"},
    {"first_plural", "syntax", "per 100 words", "we, us, our and their contractions", "Biber 1988",
     "speaks for a group (we, our)", "does not speak for a group"},
    {"second_person", "syntax", "per 100 words", "you, your and their contractions", "Biber 1988",
     "addresses the reader (you)", "does not address the reader"},
    {"third_person", "syntax", "per 100 words", "he, she, it, they and their forms", "Biber 1988",
     "speaks of others (he, they)", "few words like he and they"},
    {"modals", "syntax", "per 100 words", "words of the lexicon's class modal", "Biber 1988",
     "many words like can, would, should", "few words like can, would, should"},
    {"be_forms", "syntax", "per 100 words", "forms of be", "Biber 1988", "relies on 'is' and 'are'",
     "uses verbs other than 'be'"},
    {"have_forms", "syntax", "per 100 words", "forms of have", "Biber 1988", "many forms of 'have'",
     "few forms of 'have'"},
    {"do_forms", "syntax", "per 100 words", "forms of do", "Biber 1988", "many forms of 'do'",
     "few forms of 'do'"},
    {"negations", "syntax", "per 100 words", "words of the lexicon's class negation", "Biber 1988",
     "many negations", "few negations"},
    {"contractions", "syntax", "per 100 words", "words that the list has as contractions",
     "Biber 1988", "many contractions", "few contractions"},
    {"passives", "syntax", "per 100 words",
     "form of be, at most two adverbs, then a participle (irregular ones by list, or -ed)",
     "Biber 1988", "many passives", "few passives"},
    {"progressives", "syntax", "per 100 words",
     "form of be, at most two adverbs, then a word in -ing", "Biber 1988", "many progressive forms",
     "few progressive forms"},
    {"perfects", "syntax", "per 100 words", "form of have, at most two adverbs, then a participle",
     "Biber 1988", "many perfect forms", "few perfect forms"},
    {"infinitives", "syntax", "per 100 words",
     "'to' before a listed word that is no function word and does not end in -s, -ed, -ing or -ly",
     "Biber 1988", "many infinitives", "few infinitives"},
    {"past_forms", "syntax", "per 100 words",
     "irregular past forms by list, and content words of four letters or more in -ed", "Biber 1988",
     "told in the past", "told in the present"},
    {"clauses_per_sentence", "syntax", "clauses",
     "(sentences + subordinators + who, which, whose, whom + coordinators before a pronoun) / "
     "sentences",
     "Hunt 1965", "sentences of several clauses", "simple sentences"},
    {"words_per_clause", "syntax", "words", "words / estimated clauses", "Hunt 1965",
     "full clauses", "short clauses"},
    {"existential_there", "syntax", "per 100 words", "'there' before a form of be", "Biber 1988",
     "many sentences with 'there is'", "few sentences with 'there is'"},
};

double Clauses(const Reading& reading) {
  constexpr Classes kPersons =
      In(WordClass::kFirstSingular, WordClass::kFirstPlural, WordClass::kSecond, WordClass::kThird);
  double clauses =
      static_cast<double>(reading.sentences() + reading.Count(WordClass::kSubordinator));
  for (size_t i = 0; i < reading.words(); ++i) {
    clauses += reading.Is(i, In(WordClass::kRelative)) && reading.Key(i) != "that";
    clauses += i + 1 < reading.words() && reading.Is(i, In(WordClass::kCoordinator)) &&
               reading.Is(i + 1, kPersons);
  }
  return clauses;
}

void AddClasses(const Reading& reading, double hundreds, Values* values) {
  const auto rate = [&](WordClass c) {
    return static_cast<double>(reading.CountWords(c)) / hundreds;
  };
  double function = 0, conjoined = 0, which = 0;
  for (uint32_t t = 0; t < reading.types.size(); ++t) {
    const Type& type = reading.types[t];
    function += type.alphabetic && !type.content ? type.count : 0;
    const std::string_view key = reading.keys[t];
    conjoined += key == "and" ? type.count : 0;
    which += key == "which" || key == "whom" || key == "whose" ? type.count : 0;
  }
  values->Add("function_word_share", function / (100 * hundreds));
  values->Add("articles", rate(WordClass::kArticle));
  values->Add("prepositions", rate(WordClass::kPreposition));
  values->Add("coordinators", rate(WordClass::kCoordinator));
  values->Add("and_share", conjoined / hundreds);
  values->Add("subordinators",
              static_cast<double>(reading.Count(WordClass::kSubordinator)) / hundreds);
  values->Add("relatives", rate(WordClass::kRelative));
  values->Add("which", which / hundreds);
  values->Add("wh_words", rate(WordClass::kWh));
  values->Add("demonstratives", rate(WordClass::kDemonstrative));
  values->Add("quantifiers", rate(WordClass::kQuantifier));
  values->Add("first_singular", rate(WordClass::kFirstSingular));
  values->Add("first_plural", rate(WordClass::kFirstPlural));
  values->Add("second_person", rate(WordClass::kSecond));
  values->Add("third_person", rate(WordClass::kThird));
  values->Add("modals", rate(WordClass::kModal));
  values->Add("be_forms", rate(WordClass::kBe));
  values->Add("have_forms", rate(WordClass::kHave));
  values->Add("do_forms", rate(WordClass::kDo));
  values->Add("negations", rate(WordClass::kNegation));
}

void MeasureSyntax(const Reading& reading, Values* values) {
  const auto n = static_cast<double>(reading.words());
  const double hundreds = n / 100, clauses = Clauses(reading);
  double contractions = 0, there = 0;
  for (const Type& type : reading.types) {
    contractions += type.spelling.contraction ? type.count : 0;
  }
  for (size_t i = 0; i + 1 < reading.words(); ++i) {
    there += reading.Key(i) == "there" && reading.Is(i + 1, In(WordClass::kBe));
  }
  const VerbPatterns verbs = FindVerbPatterns(reading);
  AddClasses(reading, hundreds, values);
  values->Add("contractions", contractions / hundreds);
  values->Add("passives", verbs.passives / hundreds);
  values->Add("progressives", verbs.progressives / hundreds);
  values->Add("perfects", verbs.perfects / hundreds);
  values->Add("infinitives", verbs.infinitives / hundreds);
  values->Add("past_forms", verbs.past_forms / hundreds);
  values->Add("clauses_per_sentence", clauses / static_cast<double>(reading.sentences()));
  values->Add("words_per_clause", n / clauses);
  values->Add("existential_there", there / hundreds);
}

}  // namespace

Group SyntaxGroup() { return {kFeatures, &MeasureSyntax}; }

}  // namespace redquill::features
