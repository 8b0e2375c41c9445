// Punctuation by kind.
#include "features/groups/group.h"
#include "features/marks.h"
#include "features/numbers.h"

namespace redquill::features {
namespace {

constexpr Feature kFeatures[] = {
    {"commas", "punctuation", "marks", "commas", "Page 1966", "many commas", "few commas"},
    {"commas_per_sentence", "punctuation", "marks", "commas / sentences", "Page 1966",
     "many commas a sentence", "few commas a sentence"},
    {"commas_rate", "punctuation", "per 100 words", "commas", "Page 1966", "many commas",
     "few commas"},
    {"question_share", "punctuation", "ratio", "question marks / sentences", "Page 1966",
     "many questions", "few questions"},
    {"exclamation_share", "punctuation", "ratio", "exclamation marks / sentences", "Page 1966",
     "many exclamation marks", "few exclamation marks"},
    {"colons", "punctuation", "per 100 words", "colons", "Page 1966", "many colons", "few colons"},
    {"semicolons", "punctuation", "per 100 words", "semicolons", "Page 1966", "many semicolons",
     "few semicolons"},
    {"dashes", "punctuation", "per 100 words", "dashes, and hyphens between spaces", "Page 1966",
     "many dashes", "few dashes"},
    {"hyphens", "punctuation", "per 100 words", "hyphens between letters", "Larkey 1998",
     "many compound words", "few compound words"},
    {"brackets", "punctuation", "per 100 words", "opening brackets", "Page 1966", "many brackets",
     "few brackets"},
    {"quote_marks", "punctuation", "per 100 words", "double quotation marks", "Page 1966",
     "many quotation marks", "few quotation marks"},
    {"quotations", "punctuation", "quotations", "quoted stretches that close in their paragraph",
     "Crossley et al. 2022", "quotes often", "quotes little"},
    {"quoted_share", "punctuation", "ratio", "bytes inside quotations / bytes",
     "Crossley et al. 2022", "much of the text is quoted", "little of the text is quoted"},
    {"apostrophes", "punctuation", "per 100 words", "apostrophes between letters", "Page 1966",
     "many apostrophes", "few apostrophes"},
    {"repeated_marks", "punctuation", "per 100 words", "runs of two or more of . ! ?",
     "Heylighen & Dewaele 2002", "marks repeated (!!, ...)", "no repeated marks"},
    {"marks_rate", "punctuation", "per 100 words", "all punctuation marks", "Larkey 1998",
     "much punctuation", "little punctuation"},
    {"kinds_of_marks", "punctuation", "kinds",
     "how many of comma, question mark, exclamation mark, colon, semicolon, dash, bracket, "
     "quotation mark occur",
     "Larkey 1998", "many kinds of punctuation", "few kinds of punctuation"},
};

void MeasurePunctuation(const Reading& reading, Values* values) {
  const Marks m = Marks::Of(reading.essay.text.utf8());
  const auto sentences = static_cast<double>(reading.sentences());
  const auto rate = [&](size_t count) {
    return 100 * static_cast<double>(count) / static_cast<double>(reading.words());
  };
  const auto commas = static_cast<double>(m.commas);
  const double kinds = (m.commas > 0) + (m.questions > 0) + (m.exclamations > 0) + (m.colons > 0) +
                       (m.semicolons > 0) + (m.dashes > 0) + (m.open_brackets > 0) + (m.quotes > 0);
  values->Add("commas", commas);
  values->Add("commas_per_sentence", commas / sentences);
  values->Add("commas_rate", rate(m.commas));
  values->Add("question_share", static_cast<double>(m.questions) / sentences);
  values->Add("exclamation_share", static_cast<double>(m.exclamations) / sentences);
  values->Add("colons", rate(m.colons));
  values->Add("semicolons", rate(m.semicolons));
  values->Add("dashes", rate(m.dashes));
  values->Add("hyphens", rate(m.hyphens));
  values->Add("brackets", rate(m.open_brackets));
  values->Add("quote_marks", rate(m.quotes));
  values->Add("quotations", static_cast<double>(m.quotations));
  values->Add("quoted_share", static_cast<double>(m.quoted_bytes) /
                                  static_cast<double>(reading.essay.text.utf8().size()));
  values->Add("apostrophes", rate(m.apostrophes));
  values->Add("repeated_marks", rate(m.repeated_marks));
  values->Add("marks_rate", rate(m.all));
  values->Add("kinds_of_marks", kinds);
}

}  // namespace

Group PunctuationGroup() { return {kFeatures, &MeasurePunctuation}; }

}  // namespace redquill::features
