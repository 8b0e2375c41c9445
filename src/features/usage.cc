#include "features/usage.h"

#include <algorithm>
#include <array>

#include "text/characters.h"

namespace redquill::features {
namespace {

constexpr Classes kPersons =
    In(WordClass::kFirstSingular, WordClass::kFirstPlural, WordClass::kSecond, WordClass::kThird);
constexpr Classes kFinite =
    In(WordClass::kBe, WordClass::kHave, WordClass::kDo, WordClass::kModal, WordClass::kPast);

template <size_t N>
bool IsOneOf(std::string_view word, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

template <size_t N>
bool StartsWithOneOf(std::string_view word, const std::array<std::string_view, N>& starts) {
  return std::any_of(starts.begin(), starts.end(),
                     [&](std::string_view start) { return word.starts_with(start); });
}

bool IsVowel(char c) { return std::string_view("aeiou").find(c) != std::string_view::npos; }

// Whether the article at word `i` does not fit the next word.
bool IsArticleError(const Reading& reading, size_t i) {
  static constexpr std::array<std::string_view, 13> kConsonantSound = {
      "uni", "use", "usa", "usu", "uti", "eu", "one", "once", "ubi", "ura", "utop", "ewe", "uk"};
  static constexpr std::array<std::string_view, 6> kVowelSound = {"hour",   "honest", "honor",
                                                                  "honour", "heir",   "herb"};
  const Type& next = reading.TypeOf(i + 1);
  const std::string_view key = reading.Key(i + 1);
  if (!next.alphabetic || next.letters < 3 || reading.tokens[i + 1].all_caps) return false;
  if (!text::IsLower(key[0])) return false;
  if (reading.Key(i) == "a") {
    const bool unusual = StartsWithOneOf(key, kConsonantSound) && !key.starts_with("unim") &&
                         !key.starts_with("unin") && !key.starts_with("unid");
    return IsVowel(key[0]) && !unusual;
  }
  return !IsVowel(key[0]) && !StartsWithOneOf(key, kVowelSound);
}

}  // namespace

double ArticleErrors(const Reading& reading) {
  double errors = 0;
  for (size_t s = 0; s < reading.sentences(); ++s) {
    const auto [first, last] = reading.essay.WordsOf(s);
    for (uint32_t i = first; i + 1 < last; ++i) {
      const std::string_view key = reading.Key(i);
      // "an" for "and" and a list's "a." are other things, but errors as well.
      if (key == "a" || key == "an") errors += IsArticleError(reading, i);
    }
  }
  return errors;
}

double AgreementErrors(const Reading& reading) {
  static constexpr std::array<std::string_view, 3> kThirdSingular = {"he", "she", "it"};
  static constexpr std::array<std::string_view, 3> kPlural = {"we", "they", "you"};
  static constexpr std::array<std::string_view, 6> kNotAfterThird = {"are", "am",    "have",
                                                                     "do",  "don't", "dont"};
  static constexpr std::array<std::string_view, 7> kNotAfterPlural = {
      "is", "was", "has", "does", "am", "doesn't", "wasn't"};
  static constexpr std::array<std::string_view, 5> kNotAfterI = {"is", "are", "has", "does",
                                                                 "doesn't"};
  // After these the pronoun may be an object or follow its verb.
  constexpr Classes kUnsure = In(WordClass::kModal, WordClass::kDo, WordClass::kBe,
                                 WordClass::kHave, WordClass::kPreposition);
  static constexpr std::array<std::string_view, 8> kTakeObject = {"let",  "make", "makes", "made",
                                                                  "help", "see",  "and",   "or"};
  double errors = 0;
  for (size_t s = 0; s < reading.sentences(); ++s) {
    const auto [first, last] = reading.essay.WordsOf(s);
    for (uint32_t i = first; i + 1 < last; ++i) {
      if (!reading.Is(i, kPersons)) continue;
      if (i > first && (reading.Is(i - 1, kUnsure) || IsOneOf(reading.Key(i - 1), kTakeObject))) {
        continue;
      }
      const std::string_view subject = reading.Key(i), verb = reading.Key(i + 1);
      errors += (IsOneOf(subject, kThirdSingular) && IsOneOf(verb, kNotAfterThird)) ||
                (IsOneOf(subject, kPlural) && IsOneOf(verb, kNotAfterPlural)) ||
                (subject == "i" && IsOneOf(verb, kNotAfterI));
    }
  }
  return errors;
}

double CommaSplices(const Reading& reading) {
  constexpr Classes kOpensOtherwise =
      In(WordClass::kSubordinator, WordClass::kPreposition, WordClass::kWh) | kConnectives;
  constexpr Classes kVerbs = kFinite | In(WordClass::kReporting);
  static constexpr std::array<std::string_view, 6> kSubjects = {"i",  "he", "she",
                                                                "it", "we", "they"};
  double splices = 0;
  for (size_t s = 0; s < reading.sentences(); ++s) {
    const auto [first, last] = reading.essay.WordsOf(s);
    // A pronoun at the beginning is a subject, which has a verb.
    bool clause_before = reading.Is(first, kPersons), open = !reading.Is(first, kOpensOtherwise);
    for (uint32_t i = first; i + 2 < last && open; ++i) {
      clause_before = clause_before || reading.Is(i, kVerbs);
      // Something that subordinates what follows ends the search.
      open = i == first || !reading.Is(i, In(WordClass::kSubordinator));
      const size_t gap = reading.essay.words[i].end;
      const bool comma =
          reading.essay.text.utf8()[gap] == ',' && reading.essay.words[i + 1].begin <= gap + 2;
      splices += comma && open && clause_before && i - first >= 2 &&
                 IsOneOf(reading.Key(i + 1), kSubjects);
    }
  }
  return splices;
}

double DoubledWords(const Reading& reading) {
  double doubled = 0;
  for (size_t s = 0; s < reading.sentences(); ++s) {
    const auto [first, last] = reading.essay.WordsOf(s);
    for (uint32_t i = first; i + 1 < last; ++i) {
      const bool same = reading.tokens[i].type == reading.tokens[i + 1].type;
      const std::string_view key = reading.Key(i);
      doubled += same && reading.TypeOf(i).alphabetic && key != "that" && key != "had";
    }
  }
  return doubled;
}

}  // namespace redquill::features
