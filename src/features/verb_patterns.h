#ifndef REDQUILL_FEATURES_VERB_PATTERNS_H_
#define REDQUILL_FEATURES_VERB_PATTERNS_H_

#include "features/reading.h"

namespace redquill::features {

/// How often verbs show a form, by patterns over neighbouring words of a sentence (after Biber
/// 1988, without his tagger). The table of features says which.
struct VerbPatterns {
  double passives = 0, progressives = 0, perfects = 0, infinitives = 0, past_forms = 0;
};

VerbPatterns FindVerbPatterns(const Reading& reading);

}  // namespace redquill::features

#endif  // REDQUILL_FEATURES_VERB_PATTERNS_H_
