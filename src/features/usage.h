#ifndef REDQUILL_FEATURES_USAGE_H_
#define REDQUILL_FEATURES_USAGE_H_

#include "features/reading.h"

namespace redquill::features {

// Errors of usage that neighbouring words show by themselves. Each rule leaves out what it can't
// tell, so a count is a floor.

/// "a" before a vowel, "an" before a consonant: "a idea", "an car", but not "a user", "an hour".
double ArticleErrors(const Reading& reading);

/// A pronoun directly before a form of be, have or do that doesn't fit it: "they was", "he don't".
/// Pronouns that may be objects or stand in a question ("does he have") are left out.
double AgreementErrors(const Reading& reading);

/// Commas between two main clauses: before a subject pronoun that a word follows, where
/// what stands before opens with no subordinator, connective or preposition and has a sure sign of
/// a clause (a verb of a listed class, a pronoun at its beginning).
double CommaSplices(const Reading& reading);

/// The same word twice in a row, but for "that that" and "had had".
double DoubledWords(const Reading& reading);

}  // namespace redquill::features

#endif  // REDQUILL_FEATURES_USAGE_H_
