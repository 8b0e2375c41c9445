#ifndef REDQUILL_FEATURES_WORD_LIST_H_
#define REDQUILL_FEATURES_WORD_LIST_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace redquill::features {

/// The English words of data/words.txt (SCOWL, sizes 10 to 70). Const after it is made; safe from
/// many threads.
class WordList {
 public:
  /// How common a word is: the band of the smallest SCOWL size that has it. Larger is rarer.
  enum Band : uint8_t { kNone = 0, k10, k20, k35, k40, k50, k55, k60, k70 };

  struct Entry {
    Band band = kNone;         ///< kNone: no common noun, verb … of that spelling.
    bool name = false;         ///< Written with a capital: Mars, NASA, Smith.
    bool contraction = false;  ///< don't
    bool Known() const { return band != kNone || name || contraction; }
  };

  /// Reads the form that tools/make-word-list writes.
  explicit WordList(std::string_view front_coded);

  /// The entry of a lower-case word with straight apostrophes.
  Entry Find(std::string_view word) const;

  /// Whether one insertion, deletion, replacement or swap of neighbouring letters makes `word` a
  /// word of size 35 or less. False for words under 4 or over 24 bytes.
  bool OneEditFromCommon(std::string_view word) const;

  size_t size() const { return size_; }

 private:
  struct Slot {
    uint32_t offset = 0;
    uint16_t tag = 0;
    uint8_t length = 0;  // 0 for a free slot.
    uint8_t classes = 0;
  };

  void Insert(std::string_view word, uint8_t classes);
  bool IsCommon(std::string_view word) const;

  std::string bytes_;
  std::vector<Slot> slots_;
  std::vector<uint64_t> common_;  // A Bloom filter of common words by their polynomial hash.
  size_t size_ = 0;
};

/// The list that is built into the program, made on the first call.
const WordList& EnglishWords();

}  // namespace redquill::features

#endif  // REDQUILL_FEATURES_WORD_LIST_H_
