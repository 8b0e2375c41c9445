#include "features/reading.h"

#include <algorithm>
#include <bit>

#include "features/spelling.h"
#include "text/characters.h"
#include "text/words.h"

namespace redquill::features {
namespace {

// Longer words are names of files, cries and noise; the lists have none of them.
constexpr size_t kLongestWord = 40;

bool StartsSentence(const text::Essay& essay, size_t word) {
  return std::binary_search(essay.sentence_begins.begin(), essay.sentence_begins.end(), word);
}

Token MakeToken(uint32_t type, std::string_view word) {
  size_t upper = 0, lower = 0;
  for (char c : word) {
    upper += text::IsUpper(c);
    lower += text::IsLower(c);
  }
  return {type, text::IsUpper(word[0]), upper >= 2 && lower == 0};
}

}  // namespace

Reading::Reading(const text::Essay& e) : essay(e), keys(e.words.size()) {
  ReadWords();
  FindMatches();
  JudgeSpelling();
}

text::Essay::Span Reading::WordsOfParagraph(size_t paragraph) const {
  const auto [first, last] = essay.SentencesOf(paragraph);
  return {essay.WordsOf(first).first, essay.WordsOf(last - 1).last};
}

Type Reading::MakeType(std::string_view key, Interner* stem_numbers) const {
  Type type;
  std::string buffer;
  type.stem = stem_numbers->Number(Stem(key, &buffer));
  type.placeholder = key[0] == '@';
  size_t letters = 0;
  bool only_letters = !type.placeholder;
  for (char c : key) {
    const bool letter = text::IsLower(c) || (static_cast<unsigned char>(c) & 0xc0) == 0xc0;
    letters += letter;
    only_letters = only_letters && (letter || c == '\'' || (c & 0x80) != 0);
  }
  type.letters = static_cast<uint8_t>(std::min<size_t>(letters, 255));
  type.alphabetic = only_letters && letters > 0;
  if (key.size() > kLongestWord) {
    type.syllables = type.alphabetic ? static_cast<uint8_t>(std::min<size_t>(letters / 3, 255)) : 0;
  } else {
    type.syllables = type.alphabetic ? static_cast<uint8_t>(Syllables(key)) : 0;
    type.spelling = LookUp(EnglishWords(), key);
    type.entry = EnglishLexicon().Find(key);
  }
  if (type.entry != nullptr) type.classes = type.entry->classes;
  type.content = type.alphabetic && (type.classes & kFunctionWords) == 0;
  return type;
}

void Reading::ReadWords() {
  tokens.reserve(essay.words.size());
  types.reserve(essay.words.size());
  Interner stem_numbers(essay.words.size());
  std::string key;
  size_t shouting = 0;
  for (text::Range range : essay.words) {
    const std::string_view word = essay.View(range);
    FoldWord(word, &key);
    const uint32_t number = keys.Number(key);
    if (number == types.size()) types.push_back(MakeType(key, &stem_numbers));
    ++types[number].count;
    tokens.push_back(MakeToken(number, word));
    shouting += tokens.back().all_caps;
  }
  stems = stem_numbers.size();
  shouted = 2 * shouting > tokens.size();
}

void Reading::FindMatches() {
  size_t connective_until = 0;
  for (size_t s = 0; s < sentences(); ++s) {
    const auto [first, last] = essay.WordsOf(s);
    for (uint32_t i = first; i < last; ++i) {
      const Lexicon::Entry* entry = TypeOf(i).entry;
      if (entry == nullptr) continue;
      Classes found = 0;
      const auto add = [&](Classes classes, uint32_t id, uint32_t length) {
        if (i < connective_until) classes &= ~kConnectives;
        classes &= ~found;
        if (classes == 0) return;
        found |= classes;
        if ((classes & kConnectives) != 0) {
          connective_until = i + length;
          found |= kConnectives;
        }
        matches.push_back({i, length, id, classes});
      };
      for (const Lexicon::Phrase& phrase : entry->phrases) {
        const auto length = static_cast<uint32_t>(phrase.rest.size() + 1);
        bool equal = i + length <= last;
        for (uint32_t k = 1; equal && k < length; ++k) equal = Key(i + k) == phrase.rest[k - 1];
        if (equal) add(phrase.classes, phrase.id, length);
      }
      if (entry->classes != 0) add(entry->classes, entry->id, 1);
      for (Classes left = entry->classes; left != 0; left &= left - 1) {
        ++word_counts_[static_cast<size_t>(std::countr_zero(left))];
      }
    }
  }
  for (const Match& match : matches) {
    for (Classes left = match.classes; left != 0; left &= left - 1) {
      ++counts_[static_cast<size_t>(std::countr_zero(left))];
    }
  }
}

void Reading::JudgeSpelling() {
  std::vector<uint32_t> acronyms(types.size()), capitals(types.size());
  for (size_t i = 0; i < tokens.size() && !shouted; ++i) {
    const Token& token = tokens[i];
    acronyms[token.type] += token.all_caps;
    capitals[token.type] += token.capital;
    if (token.capital && !StartsSentence(essay, i)) types[token.type].seen_as_name = true;
  }
  for (uint32_t t = 0; t < types.size(); ++t) {
    Type& type = types[t];
    const bool missing_mark = (type.classes & In(WordClass::kMissingApostrophe)) != 0;
    const bool unknown = missing_mark || (!type.spelling.Known() && type.entry == nullptr);
    const bool acronym = 2 * acronyms[t] >= type.count && acronyms[t] > 0;
    if (!unknown || !type.alphabetic || type.letters < 2 || type.seen_as_name || acronym) continue;
    type.typo = EnglishWords().OneEditFromCommon(keys[t]);
    // Always with a capital, if only at sentences' beginnings, and close to no word: a name.
    type.seen_as_name = !missing_mark && !type.typo && capitals[t] == type.count;
    type.misspelled = !type.seen_as_name;
  }
}

}  // namespace redquill::features
