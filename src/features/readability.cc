#include "features/readability.h"

#include <cmath>

#include "features/numbers.h"

namespace redquill::features {

double Flesch(const TextCounts& t) {
  if (t.words == 0) return 0;
  return 206.835 - 1.015 * Ratio(t.words, t.sentences) - 84.6 * t.syllables / t.words;
}

double FleschKincaid(const TextCounts& t) {
  if (t.words == 0) return 0;
  return 0.39 * Ratio(t.words, t.sentences) + 11.8 * t.syllables / t.words - 15.59;
}

double Fog(const TextCounts& t) {
  if (t.words == 0) return 0;
  return 0.4 * (Ratio(t.words, t.sentences) + 100 * t.polysyllables / t.words);
}

double Smog(const TextCounts& t) {
  if (t.words == 0) return 0;
  return 3.1291 + 1.043 * std::sqrt(Ratio(30 * t.polysyllables, t.sentences));
}

double Ari(const TextCounts& t) {
  if (t.words == 0) return 0;
  return 4.71 * t.letters / t.words + 0.5 * Ratio(t.words, t.sentences) - 21.43;
}

double ColemanLiau(const TextCounts& t) {
  if (t.words == 0) return 0;
  return 5.88 * t.letters / t.words - 29.6 * t.sentences / t.words - 15.8;
}

double Lix(const TextCounts& t) {
  return Ratio(t.words, t.sentences) + 100 * Ratio(t.long_words, t.words);
}

double Rix(const TextCounts& t) { return Ratio(t.long_words, t.sentences); }

double DaleChall(const TextCounts& t) {
  if (t.words == 0) return 0;
  const double difficult = t.difficult / t.words;
  const double score = 15.79 * difficult + 0.0496 * Ratio(t.words, t.sentences);
  return difficult > 0.05 ? score + 3.6365 : score;
}

}  // namespace redquill::features
