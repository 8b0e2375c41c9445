#ifndef REDQUILL_FEATURES_LEXICON_H_
#define REDQUILL_FEATURES_LEXICON_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace redquill::features {

/// The classes of data/lexicon.txt, in its order.
enum class WordClass : uint8_t {
  kArticle,
  kPreposition,
  kCoordinator,
  kSubordinator,
  kRelative,
  kWh,
  kDemonstrative,
  kQuantifier,
  kFirstSingular,
  kFirstPlural,
  kSecond,
  kThird,
  kModal,
  kBe,
  kHave,
  kDo,
  kNegation,
  kFunction,
  kPast,
  kParticiple,
  kAdditive,
  kContrastive,
  kCausal,
  kTemporal,
  kSequence,
  kConcluding,
  kExemplifying,
  kHedge,
  kBooster,
  kClaim,
  kCounter,
  kReasoning,
  kEvidence,
  kSource,
  kReporting,
  kLetter,
  kVague,
  kInformal,
  kMissingApostrophe,
  kConfused,
};
inline constexpr size_t kWordClasses = 40;

/// A set of classes.
using Classes = uint64_t;
constexpr Classes In(WordClass c) { return Classes{1} << static_cast<int>(c); }
template <typename... More>
constexpr Classes In(WordClass c, More... more) {
  return In(c) | In(more...);
}

/// What joins one thought to the next.
inline constexpr Classes kConnectives =
    In(WordClass::kAdditive, WordClass::kContrastive, WordClass::kCausal, WordClass::kTemporal,
       WordClass::kSequence, WordClass::kConcluding, WordClass::kExemplifying);

/// Words that carry grammar rather than content.
inline constexpr Classes kFunctionWords =
    In(WordClass::kArticle, WordClass::kPreposition, WordClass::kCoordinator,
       WordClass::kSubordinator, WordClass::kRelative, WordClass::kWh, WordClass::kDemonstrative,
       WordClass::kQuantifier, WordClass::kFirstSingular, WordClass::kFirstPlural,
       WordClass::kSecond, WordClass::kThird, WordClass::kModal, WordClass::kBe, WordClass::kHave,
       WordClass::kDo, WordClass::kNegation, WordClass::kFunction);

/// The words and phrases of data/lexicon.txt. Const after it is made; safe from many threads.
class Lexicon {
 public:
  struct Phrase {
    std::vector<std::string> rest;  ///< The words after the first.
    Classes classes = 0;
    uint32_t id = 0;  ///< Counts words and phrases alike, from 0.
  };
  struct Entry {
    Classes classes = 0;  ///< Of the word by itself.
    uint32_t id = 0;
    std::vector<Phrase> phrases;  ///< Those that begin with the word, longest first.
  };

  explicit Lexicon(std::string_view text);

  /// Null for a word that neither has a class nor begins a phrase. Lower case.
  const Entry* Find(std::string_view word) const;

  /// How many words and phrases there are.
  size_t size() const { return size_; }

 private:
  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view word) const;
  };

  void Add(std::string_view phrase, Classes classes);

  std::unordered_map<std::string, Entry, Hash, std::equal_to<>> entries_;
  size_t size_ = 0;
};

/// The lexicon that is built into the program, made on the first call.
const Lexicon& EnglishLexicon();

/// The name of a class as data/lexicon.txt writes it.
std::string_view NameOf(WordClass c);

}  // namespace redquill::features

#endif  // REDQUILL_FEATURES_LEXICON_H_
