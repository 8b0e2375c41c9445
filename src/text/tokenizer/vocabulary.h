#ifndef REDQUILL_TEXT_TOKENIZER_VOCABULARY_H_
#define REDQUILL_TEXT_TOKENIZER_VOCABULARY_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "text/tokenizer/part.h"

namespace redquill::text {

/// The most tokens of one vocabulary, and the most bytes of one tokenizer.json.
inline constexpr size_t kMaxVocabulary = 2'000'000;
inline constexpr size_t kMaxTokenizerBytes = size_t{128} << 20;

/// The tokens of a model and their ids. Const after it was filled; many threads may use one.
class Vocabulary {
 public:
  /// False where the token or the id is there already.
  bool Add(std::string_view token, int32_t id);
  /// The id of a token, or -1.
  int32_t Find(std::string_view token) const;
  /// The token of an id; empty where there is none.
  std::string_view Token(int32_t id) const;
  size_t size() const { return size_; }
  /// One more than the largest id.
  size_t ids() const { return tokens_.size(); }
  size_t longest() const { return longest_; }  ///< Bytes.

  /// Fills itself from `vocab`, an object of tokens and ids.
  void Read(Part* part);

 private:
  struct Slot {
    uint32_t hash = 0;
    int32_t id = -1;
  };
  void Grow();
  Slot* Place(std::string_view token, uint32_t hash);

  std::vector<Slot> slots_;
  std::vector<std::string> tokens_;
  std::vector<bool> taken_;
  size_t size_ = 0, longest_ = 0;
};

}  // namespace redquill::text

#endif  // REDQUILL_TEXT_TOKENIZER_VOCABULARY_H_
