#ifndef REDQUILL_TEXT_TOKENIZER_ADDED_TOKENS_H_
#define REDQUILL_TEXT_TOKENIZER_ADDED_TOKENS_H_

#include <array>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "text/tokenizer/normalizer.h"
#include "text/tokenizer/pieces.h"
#include "text/tokenizer/vocabulary.h"

namespace redquill::text {

/// A token that is looked for in the text before the model sees it.
struct AddedToken {
  std::string content;
  std::string pattern;  ///< What is looked for: `content`, or its normalised form.
  int32_t id = 0;
  bool single_word = false, left_strip = false, right_strip = false, normalized = false;
};

/// The added tokens of a tokenizer. Const after it was read; many threads may use one.
class AddedTokens {
 public:
  AddedTokens() = default;
  AddedTokens(AddedTokens&&) = default;  // Not copied: the index points at the tokens.
  AddedTokens& operator=(AddedTokens&&) = default;

  /// Reads `added_tokens`. kInvalidArgument also for a token listed twice and for an id that the
  /// reference would not give it.
  static Result<AddedTokens> Read(const nlohmann::json& json, const Vocabulary& vocabulary,
                                  const Normalizer* normalizer);

  /// The text normalised and cut at the added tokens: those that stand as they are first, in the
  /// raw text, then, in each rest once normalised, the normalised ones.
  Pieces Extract(std::string_view text, const Normalizer* normalizer) const;

  int32_t Find(std::string_view content) const;
  size_t ids() const { return ids_; }  ///< One more than the largest id; 0 where there are none.

 private:
  struct Found {
    size_t begin, end;
    const AddedToken* token;
  };
  /// One of the two rounds: the tokens by the byte that their pattern begins with, longest first.
  struct Round {
    std::array<std::vector<const AddedToken*>, 256> by_byte;
    bool any = false;
    std::vector<Found> Matches(std::string_view text) const;
  };
  static void Split(const AlignedText& text, const std::vector<Found>& found, Pieces* out);
  Result<void> Index();

  std::vector<AddedToken> tokens_;
  Round raw_, normalized_;
  size_t ids_ = 0;
};

}  // namespace redquill::text

#endif  // REDQUILL_TEXT_TOKENIZER_ADDED_TOKENS_H_
