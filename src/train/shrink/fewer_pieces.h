#ifndef REDQUILL_TRAIN_SHRINK_FEWER_PIECES_H_
#define REDQUILL_TRAIN_SHRINK_FEWER_PIECES_H_

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace redquill::train {

/// A tokenizer with some of another's tokens.
struct FewerPieces {
  std::string tokenizer_json;
  std::vector<int32_t> old_ids;  ///< By new id: what the token's id was. Rising.
};

/// A WordPiece tokenizer.json with the tokens `used`, those that it adds by itself, and every piece
/// of one character, so that a word whose pieces are gone is still spelt instead of unknown. Text
/// of the used tokens alone is cut as before. Padding and truncation are left out. kUnsupported for
/// another kind of tokenizer; ParseJson's errors; kInvalidArgument for a broken one.
Result<FewerPieces> KeepPieces(std::string_view tokenizer_json, const std::set<int32_t>& used);

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_SHRINK_FEWER_PIECES_H_
