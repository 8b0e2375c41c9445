// Words and phrases that join thoughts, or say how sure the writer is.
#include <vector>

#include "features/groups/group.h"
#include "features/numbers.h"

namespace redquill::features {
namespace {

constexpr Feature kFeatures[] = {
    {"additive", "connectives", "per 100 words", "entries of the lexicon's class additive",
     "Halliday & Hasan 1976", "many words like also, moreover", "few words like also, moreover"},
    {"contrastive", "connectives", "per 100 words", "entries of the class contrastive",
     "Halliday & Hasan 1976", "many words like but, however", "few words like but, however"},
    {"contrast_beyond_but", "connectives", "per 100 words",
     "entries of the class contrastive other than but", "Halliday & Hasan 1976",
     "many words like however, although", "contrast only by 'but', or none"},
    {"causal", "connectives", "per 100 words", "entries of the class causal",
     "Halliday & Hasan 1976", "many words like because, therefore",
     "few words like because, therefore"},
    {"temporal", "connectives", "per 100 words", "entries of the class temporal",
     "Halliday & Hasan 1976", "many words like then, when", "few words like then, when"},
    {"sequence", "connectives", "per 100 words", "entries of the class sequence", "Hyland 2005",
     "announces its steps (first, finally)", "does not announce its steps"},
    {"concluding", "connectives", "per 100 words", "entries of the class concluding", "Hyland 2005",
     "announces a conclusion", "announces no conclusion"},
    {"exemplifying", "connectives", "per 100 words", "entries of the class exemplifying",
     "Hyland 2005", "many examples announced", "few examples announced"},
    {"hedges", "connectives", "per 100 words", "entries of the class hedge", "Hyland 2005",
     "careful wording (may, perhaps)", "little hedging"},
    {"boosters", "connectives", "per 100 words", "entries of the class booster", "Hyland 2005",
     "emphatic wording (very, always)", "little emphasis"},
    {"connectives", "connectives", "per 100 words", "entries of all seven classes of connectives",
     "Graesser et al. 2004", "many linking words", "few linking words"},
    {"distinct_connectives", "connectives", "entries", "different connectives in the essay",
     "Crossley et al. 2016", "a wide choice of linking words", "the same few linking words"},
    {"connective_phrases", "connectives", "entries", "connectives of two words or more",
     "Crossley et al. 2016", "linking phrases (in addition, as a result)", "few linking phrases"},
};

void MeasureConnectives(const Reading& reading, Values* values) {
  const double hundreds = static_cast<double>(reading.words()) / 100;
  std::vector<bool> seen(EnglishLexicon().size());
  double all = 0, distinct = 0, phrases = 0, beyond_but = 0;
  for (const Match& match : reading.matches) {
    if ((match.classes & kConnectives) == 0) continue;
    ++all;
    distinct += !seen[match.id];
    seen[match.id] = true;
    phrases += match.length > 1;
    const bool contrast = (match.classes & In(WordClass::kContrastive)) != 0;
    beyond_but += contrast && (match.length > 1 || reading.Key(match.first) != "but");
  }
  const auto rate = [&](WordClass c) { return static_cast<double>(reading.Count(c)) / hundreds; };
  values->Add("additive", rate(WordClass::kAdditive));
  values->Add("contrastive", rate(WordClass::kContrastive));
  values->Add("contrast_beyond_but", beyond_but / hundreds);
  values->Add("causal", rate(WordClass::kCausal));
  values->Add("temporal", rate(WordClass::kTemporal));
  values->Add("sequence", rate(WordClass::kSequence));
  values->Add("concluding", rate(WordClass::kConcluding));
  values->Add("exemplifying", rate(WordClass::kExemplifying));
  values->Add("hedges", rate(WordClass::kHedge));
  values->Add("boosters", rate(WordClass::kBooster));
  values->Add("connectives", all / hundreds);
  values->Add("distinct_connectives", distinct);
  values->Add("connective_phrases", phrases);
}

}  // namespace

Group ConnectivesGroup() { return {kFeatures, &MeasureConnectives}; }

}  // namespace redquill::features
