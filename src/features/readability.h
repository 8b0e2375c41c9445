#ifndef REDQUILL_FEATURES_READABILITY_H_
#define REDQUILL_FEATURES_READABILITY_H_

namespace redquill::features {

/// What readability formulas count.
struct TextCounts {
  double words = 0;
  double sentences = 0;
  double letters = 0;
  double syllables = 0;
  double polysyllables = 0;  ///< Words of three syllables or more.
  double long_words = 0;     ///< Words of more than six letters.
  double difficult = 0;      ///< Words on no list of easy ones.
};

// Each formula is 0 for a text without words; the table of features gives formula and source.
double Flesch(const TextCounts& text);
double FleschKincaid(const TextCounts& text);
double Fog(const TextCounts& text);
double Smog(const TextCounts& text);
double Ari(const TextCounts& text);
double ColemanLiau(const TextCounts& text);
double Lix(const TextCounts& text);
double Rix(const TextCounts& text);
double DaleChall(const TextCounts& text);

}  // namespace redquill::features

#endif  // REDQUILL_FEATURES_READABILITY_H_
