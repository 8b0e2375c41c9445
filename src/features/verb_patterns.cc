#include "features/verb_patterns.h"

#include <algorithm>
#include <array>

namespace redquill::features {
namespace {

bool IsRegularPast(const Reading& reading, size_t i) {
  const Type& type = reading.TypeOf(i);
  return type.content && type.letters >= 4 && reading.Key(i).ends_with("ed");
}

bool IsParticiple(const Reading& reading, size_t i) {
  return reading.Is(i, In(WordClass::kParticiple)) || IsRegularPast(reading, i);
}

bool IsProgressive(const Reading& reading, size_t i) {
  const Type& type = reading.TypeOf(i);
  return type.alphabetic && type.letters >= 5 && reading.Key(i).ends_with("ing") &&
         !reading.Is(i, In(WordClass::kPreposition, WordClass::kQuantifier));
}

// What may stand between an auxiliary and its verb.
bool IsAdverb(const Reading& reading, size_t i) {
  static constexpr std::array<std::string_view, 15> kAdverbs = {
      "not", "never", "always", "also", "just",    "still",  "often", "only",
      "all", "even",  "now",    "ever", "already", "almost", "soon"};
  const std::string_view key = reading.Key(i);
  return key.ends_with("ly") || std::find(kAdverbs.begin(), kAdverbs.end(), key) != kAdverbs.end();
}

bool IsInfinitive(const Reading& reading, size_t i) {
  const Type& type = reading.TypeOf(i);
  const std::string_view key = reading.Key(i);
  if (reading.Is(i, In(WordClass::kDo))) return key == "do";
  if (key == "be" || key == "have" || key == "get" || key == "go" || key == "say" || key == "let") {
    return true;
  }
  const bool inflected =
      key.ends_with('s') || key.ends_with("ed") || key.ends_with("ing") || key.ends_with("ly");
  return type.content && type.spelling.band != WordList::kNone && !inflected;
}

}  // namespace

VerbPatterns FindVerbPatterns(const Reading& reading) {
  VerbPatterns found;
  for (size_t s = 0; s < reading.sentences(); ++s) {
    const auto [first, last] = reading.essay.WordsOf(s);
    for (uint32_t i = first; i < last; ++i) {
      found.past_forms += reading.Is(i, In(WordClass::kPast)) || IsRegularPast(reading, i);
      if (reading.Key(i) == "to" && i + 1 < last) found.infinitives += IsInfinitive(reading, i + 1);
      const bool be = reading.Is(i, In(WordClass::kBe));
      const bool have = reading.Is(i, In(WordClass::kHave));
      if (!be && !have) continue;
      uint32_t verb = i + 1;
      while (verb < last && verb <= i + 2 && IsAdverb(reading, verb)) ++verb;
      if (verb >= last) continue;
      const bool participle = IsParticiple(reading, verb);
      found.passives += be && participle;
      found.perfects += have && participle;
      found.progressives += be && IsProgressive(reading, verb);
    }
  }
  return found;
}

}  // namespace redquill::features
