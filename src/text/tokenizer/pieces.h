#ifndef REDQUILL_TEXT_TOKENIZER_PIECES_H_
#define REDQUILL_TEXT_TOKENIZER_PIECES_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "text/tokenizer/aligned_text.h"

namespace redquill::text {

/// A stretch of a text between two cuts; never empty.
struct Piece {
  uint32_t begin, end;  ///< Bytes of Pieces::text.
  int32_t token = -1;   ///< The added token that it is, or -1.
  uint32_t origin = 0;  ///< Where in the original it begins.
};

/// A text cut into pieces that no token reaches over.
struct Pieces {
  AlignedText text;
  std::vector<Piece> pieces;

  std::string_view View(const Piece& p) const {
    return std::string_view(text.bytes).substr(p.begin, p.end - p.begin);
  }
  /// A piece of bytes [begin, end), at least one.
  Piece Cut(size_t begin, size_t end) const {
    return {static_cast<uint32_t>(begin), static_cast<uint32_t>(end), -1, text.source[begin].begin};
  }
};

}  // namespace redquill::text

#endif  // REDQUILL_TEXT_TOKENIZER_PIECES_H_
