#ifndef REDQUILL_MODEL_TOKENIZER_SPM_H_
#define REDQUILL_MODEL_TOKENIZER_SPM_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace redquill::model {

/// What a SentencePiece model file says (the message ModelProto of sentencepiece_model.proto), as
/// far as its conversion needs it. A value.
struct SpmModel {
  enum class Type { kUnigram = 1, kBpe = 2, kWord = 3, kChar = 4 };
  struct Piece {
    std::string text;  ///< UTF-8.
    float score = 0;
  };

  Type type = Type::kUnigram;
  std::vector<Piece> pieces;  ///< By id; none twice.
  int32_t unknown_id = 0;     ///< In `pieces`.
  std::string unknown_piece = "<unk>";
  bool byte_fallback = false;
  bool denormalizes = false;  ///< It has a map for decoding, which no tokenizer.json can hold.
  std::string charsmap;       ///< Compiled normalisation; empty: none.
};

/// The most bytes of a model file, and the most pieces.
inline constexpr uint64_t kMaxSpmBytes = 32 << 20;
inline constexpr size_t kMaxSpmPieces = 1'000'000;

/// Reads a model file. kInvalidArgument where it is cut off or is no such message, where a piece is
/// there twice or is not UTF-8, or the unknown id is beyond them; kTooLarge past the limits.
Result<SpmModel> ReadSpm(std::string_view bytes);

}  // namespace redquill::model

#endif  // REDQUILL_MODEL_TOKENIZER_SPM_H_
