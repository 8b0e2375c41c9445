#ifndef REDQUILL_FEATURES_SPELLING_H_
#define REDQUILL_FEATURES_SPELLING_H_

#include <string>
#include <string_view>

#include "features/word_list.h"

namespace redquill::features {

/// A word as the lists have it: lower case, apostrophes and what stands for them (’ ‘ ` ´, the C1
/// controls of Windows-1252) straight, soft hyphens and zero-width characters left out.
void FoldWord(std::string_view word, std::string* folded);

/// The word without the s of a plural or a possessive: "cities" and "city's" are "city". Light on
/// purpose (the S-stemmer of Harman, 1991): it joins few words that are not one.
std::string_view Stem(std::string_view folded, std::string* buffer);

/// Syllables by groups of vowels, with English's silent e; at least one. For lower-case words.
int Syllables(std::string_view folded);

/// What the list says of a word, of its base where the word is a possessive, or of both parts where
/// it is one word with a full stop ("p.m").
WordList::Entry LookUp(const WordList& list, std::string_view folded);

}  // namespace redquill::features

#endif  // REDQUILL_FEATURES_SPELLING_H_
