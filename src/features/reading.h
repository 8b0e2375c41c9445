#ifndef REDQUILL_FEATURES_READING_H_
#define REDQUILL_FEATURES_READING_H_

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "features/interner.h"
#include "features/lexicon.h"
#include "features/word_list.h"
#include "text/essay.h"

namespace redquill::features {

/// A distinct word of an essay, case aside.
struct Type {
  uint32_t count = 0;
  uint32_t stem = 0;    ///< Number shared with the word's plural and possessive.
  Classes classes = 0;  ///< Of the word by itself.
  const Lexicon::Entry* entry = nullptr;
  WordList::Entry spelling;
  uint8_t letters = 0;        ///< At most 255.
  uint8_t syllables = 0;      ///< 0 without letters.
  bool alphabetic = false;    ///< Letters and apostrophes only; no number, no placeholder.
  bool placeholder = false;   ///< @CAPS1
  bool content = false;       ///< Alphabetic and no function word.
  bool seen_as_name = false;  ///< Stood with a capital where no sentence begins, or is in no list,
                              ///< like no word, and always has a capital.
  bool misspelled = false;    ///< In no list and not taken for a name or an acronym.
  bool typo = false;          ///< Misspelled, and one edit from a common word.
};

/// One running word.
struct Token {
  uint32_t type;
  bool capital;   ///< Begins with a capital.
  bool all_caps;  ///< At least two letters, all capitals.
};

/// A word or phrase of the lexicon found in the essay: words [first, first + length).
struct Match {
  uint32_t first, length;
  uint32_t id;  ///< Lexicon's number of the entry.
  Classes classes;
};

/// An essay looked up in the lists: what the measures share. Built once per essay in time linear in
/// its length; const afterwards. Borrows the essay.
class Reading {
 public:
  explicit Reading(const text::Essay& essay);

  const text::Essay& essay;
  Interner keys;  ///< The folded words; numbers are indices into types.
  std::vector<Type> types;
  std::vector<Token> tokens;   ///< Parallel to essay.words.
  std::vector<Match> matches;  ///< In order. Connective classes never overlap.
  size_t stems = 0;            ///< Stems are numbered below this.
  bool shouted = false;        ///< Most words are in capitals, so capitals say nothing.

  size_t words() const { return tokens.size(); }
  size_t sentences() const { return essay.sentences.size(); }
  size_t paragraphs() const { return essay.paragraphs.size(); }

  const Type& TypeOf(size_t word) const { return types[tokens[word].type]; }
  std::string_view Key(size_t word) const { return keys[tokens[word].type]; }
  bool Is(size_t word, Classes classes) const { return (TypeOf(word).classes & classes) != 0; }

  /// How many matches have a class.
  size_t Count(WordClass c) const { return counts_[static_cast<size_t>(c)]; }
  /// How many running words have a class by themselves.
  size_t CountWords(WordClass c) const { return word_counts_[static_cast<size_t>(c)]; }

  /// Words of a paragraph: indices [first, last).
  text::Essay::Span WordsOfParagraph(size_t paragraph) const;

 private:
  void ReadWords();
  Type MakeType(std::string_view key, Interner* stems) const;
  void FindMatches();
  void JudgeSpelling();

  std::array<uint32_t, kWordClasses> counts_{}, word_counts_{};
};

}  // namespace redquill::features

#endif  // REDQUILL_FEATURES_READING_H_
