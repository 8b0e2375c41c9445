// Mechanics: capitals, spacing, pairs of marks, ends of sentences.
#include "features/groups/group.h"
#include "features/marks.h"
#include "features/numbers.h"
#include "features/usage.h"
#include "text/characters.h"

namespace redquill::features {
namespace {

constexpr Feature kFeatures[] = {
    {"lowercase_openings", "mechanics", "ratio",
     "sentences whose first letter is lower case / sentences", "Connors & Lunsford 1988",
     "sentences begin without a capital", "sentences begin with capitals"},
    {"lowercase_i", "mechanics", "per 100 words",
     "the pronoun I and its contractions in lower case", "Connors & Lunsford 1988",
     "'i' in lower case", "'I' written with a capital"},
    {"stray_capitals", "mechanics", "per 100 words",
     "listed words that are no names, with a capital inside a sentence outside its first word",
     "Connors & Lunsford 1988", "capitals where none belong", "capitals in place"},
    {"shouted_words", "mechanics", "per 100 words",
     "listed words of four letters or more in capitals", "Heylighen & Dewaele 2002",
     "words in capitals", "no words in capitals"},
    {"missing_spaces", "mechanics", "per 100 words", "marks with letters right before and after",
     "Larkey 1998", "spaces missing after marks", "spaces in place"},
    {"spaces_before_marks", "mechanics", "per 100 words", "spaces before , . ; : ! ?",
     "Larkey 1998", "spaces before marks", "no spaces before marks"},
    {"repeated_spaces", "mechanics", "per 100 words",
     "runs of spaces inside a line, but at ends of sentences", "Larkey 1998", "repeated spaces",
     "no repeated spaces"},
    {"doubled_words", "mechanics", "per 100 words", "a word twice in a row",
     "Attali & Burstein 2006", "words doubled", "no words doubled"},
    {"comma_splices", "mechanics", "ratio",
     "commas that join two main clauses (pattern in usage.h) / sentences",
     "Connors & Lunsford 1988", "sentences joined by bare commas", "few comma splices"},
    {"unclosed_quotes", "mechanics", "lines", "lines in which a quotation never closes",
     "Connors & Lunsford 1988", "quotation marks left open", "quotation marks closed"},
    {"unpaired_brackets", "mechanics", "marks", "|opening - closing brackets|",
     "Connors & Lunsford 1988", "brackets left open", "brackets closed"},
    {"unended_paragraphs", "mechanics", "ratio",
     "paragraphs without a final mark (. ! ? : or a closing quote or bracket) / paragraphs",
     "Connors & Lunsford 1988", "paragraphs without a full stop at the end",
     "paragraphs properly ended"},
    {"ends_properly", "mechanics", "0 or 1", "whether the essay's last paragraph has a final mark",
     "Connors & Lunsford 1988", "the essay ends with a full stop",
     "the essay breaks off or lacks its last full stop"},
};

bool HasFinalMark(std::string_view paragraph) {
  for (std::string_view mark :
       {".", "!", "?", ":", "\"", "'", ")", "\xe2\x80\x9d", "\xe2\x80\xa6", "\xc2\x94"}) {
    if (paragraph.ends_with(mark)) return true;
  }
  return false;
}

struct Capitals {
  double lower_openings = 0, lower_i = 0, stray = 0, shouted = 0;
};

void LookAtWord(const Reading& reading, uint32_t i, bool opens, Capitals* found) {
  const Type& type = reading.TypeOf(i);
  const Token& token = reading.tokens[i];
  const std::string_view word = reading.essay.View(reading.essay.words[i]);
  found->lower_openings += opens && text::IsLower(word[0]);
  const std::string_view key = reading.Key(i);
  found->lower_i += word[0] == 'i' && (key == "i" || key == "im" || key.starts_with("i'"));
  const bool common = type.spelling.band != WordList::kNone && !type.spelling.name;
  if (reading.shouted || !common || !token.capital) return;
  found->shouted += token.all_caps && type.letters >= 4;
  found->stray += !token.all_caps && !opens && type.letters > 1;
}

void MeasureMechanics(const Reading& reading, Values* values) {
  Capitals capitals;
  double unended = 0;
  for (size_t s = 0; s < reading.sentences(); ++s) {
    const auto [first, last] = reading.essay.WordsOf(s);
    for (uint32_t i = first; i < last; ++i) LookAtWord(reading, i, i == first, &capitals);
  }
  for (text::Range paragraph : reading.essay.paragraphs) {
    unended += !HasFinalMark(reading.essay.View(paragraph));
  }
  const Marks marks = Marks::Of(reading.essay.text.utf8());
  const double hundreds = static_cast<double>(reading.words()) / 100;
  const auto sentences = static_cast<double>(reading.sentences());
  const double opened = static_cast<double>(marks.open_brackets);
  const double closed = static_cast<double>(marks.close_brackets);
  values->Add("lowercase_openings", capitals.lower_openings / sentences);
  values->Add("lowercase_i", capitals.lower_i / hundreds);
  values->Add("stray_capitals", capitals.stray / hundreds);
  values->Add("shouted_words", capitals.shouted / hundreds);
  values->Add("missing_spaces", static_cast<double>(marks.missing_spaces) / hundreds);
  values->Add("spaces_before_marks", static_cast<double>(marks.spaces_before) / hundreds);
  values->Add("repeated_spaces", static_cast<double>(marks.repeated_spaces) / hundreds);
  values->Add("doubled_words", DoubledWords(reading) / hundreds);
  values->Add("comma_splices", CommaSplices(reading) / sentences);
  values->Add("unclosed_quotes", static_cast<double>(marks.open_quotes));
  values->Add("unpaired_brackets", opened > closed ? opened - closed : closed - opened);
  values->Add("unended_paragraphs", unended / static_cast<double>(reading.paragraphs()));
  values->Add("ends_properly", HasFinalMark(reading.essay.View(reading.essay.paragraphs.back())));
}

}  // namespace

Group MechanicsGroup() { return {kFeatures, &MeasureMechanics}; }

}  // namespace redquill::features
