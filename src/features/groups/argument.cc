// Moves of an argument: claims, objections met, evidence, reasoning, sources, letters.
#include <algorithm>

#include "features/groups/group.h"
#include "features/numbers.h"

namespace redquill::features {
namespace {

constexpr Feature kFeatures[] = {
    {"claims", "argument", "per 100 words", "entries of the lexicon's class claim",
     "Stab & Gurevych 2017", "states opinions (I think, should)", "states few opinions"},
    {"counterarguments", "argument", "per 100 words", "entries of the class counter",
     "Wolfe & Britt 2008", "meets the other side's view", "leaves the other side out"},
    {"counterargument_count", "argument", "entries", "entries of the class counter",
     "Wolfe & Britt 2008", "meets the other side's view", "leaves the other side out"},
    {"reasoning", "argument", "per 100 words", "entries of the class reasoning", "Toulmin 1958",
     "draws conclusions (this shows, which means)", "draws few conclusions"},
    {"evidence", "argument", "per 100 words", "entries of the class evidence",
     "Stab & Gurevych 2017", "points to evidence", "points to little evidence"},
    {"sources", "argument", "per 100 words", "entries of the class source", "Crossley et al. 2022",
     "refers to its sources", "refers to no source"},
    {"reporting_verbs", "argument", "per 100 words", "words of the class reporting", "Hyland 2002",
     "reports what others say", "reports little of what others say"},
    {"attributions", "argument", "entries",
     "'according to' and a reporting verb within three words after a source word or a name",
     "Hyland 2002", "says who says what", "attributes little"},
    {"letter_form", "argument", "entries",
     "entries of the class letter in the first 12 and the "
     "last 20 words",
     "Crossley et al. 2022", "written as a letter", "not written as a letter"},
    {"numerals", "argument", "per 100 words", "words without a letter", "Biber 1988",
     "many figures", "few figures"},
    {"concludes", "argument", "0 or 1",
     "whether the last quarter of the words has an entry of the class concluding", "Burstein 2003",
     "has a marked conclusion", "has no marked conclusion"},
    {"opens_with_claim", "argument", "0 or 1",
     "whether the first quarter of the words has an entry of the class claim", "Burstein 2003",
     "states its opinion early", "states no opinion early"},
};

double Attributions(const Reading& reading) {
  double found = 0;
  for (const Match& match : reading.matches) {
    found += match.length == 2 && reading.Key(match.first) == "according";
  }
  for (size_t s = 0; s < reading.sentences(); ++s) {
    const auto [first, last] = reading.essay.WordsOf(s);
    uint32_t speaker = last;
    for (uint32_t i = first; i < last; ++i) {
      const bool name = i > first && reading.tokens[i].capital && reading.TypeOf(i).content;
      if (reading.Is(i, In(WordClass::kReporting))) {
        found += speaker < i && i - speaker <= 3;
        speaker = last;
      } else if (name || reading.TypeOf(i).placeholder || reading.Is(i, In(WordClass::kSource))) {
        speaker = i;
      }
    }
  }
  return found;
}

// How many matches of a class begin at words [first, last).
double CountIn(const Reading& reading, WordClass c, size_t first, size_t last) {
  double count = 0;
  for (const Match& match : reading.matches) {
    count += match.first >= first && match.first < last && (match.classes & In(c)) != 0;
  }
  return count;
}

void MeasureArgument(const Reading& reading, Values* values) {
  const size_t n = reading.words();
  const double hundreds = static_cast<double>(n) / 100;
  const auto rate = [&](WordClass c) { return static_cast<double>(reading.Count(c)) / hundreds; };
  double numerals = 0;
  for (const Type& type : reading.types) numerals += type.letters == 0 ? type.count : 0;
  const size_t head = std::min<size_t>(12, n), tail = n - std::min<size_t>(20, n - head);
  const size_t quarter = (n + 3) / 4;
  values->Add("claims", rate(WordClass::kClaim));
  values->Add("counterarguments", rate(WordClass::kCounter));
  values->Add("counterargument_count", static_cast<double>(reading.Count(WordClass::kCounter)));
  values->Add("reasoning", rate(WordClass::kReasoning));
  values->Add("evidence", rate(WordClass::kEvidence));
  values->Add("sources", rate(WordClass::kSource));
  values->Add("reporting_verbs", rate(WordClass::kReporting));
  values->Add("attributions", Attributions(reading));
  values->Add("letter_form", CountIn(reading, WordClass::kLetter, 0, head) +
                                 CountIn(reading, WordClass::kLetter, tail, n));
  values->Add("numerals", numerals / hundreds);
  values->Add("concludes", CountIn(reading, WordClass::kConcluding, n - quarter, n) > 0);
  values->Add("opens_with_claim", CountIn(reading, WordClass::kClaim, 0, quarter) > 0);
}

}  // namespace

Group ArgumentGroup() { return {kFeatures, &MeasureArgument}; }

}  // namespace redquill::features
