#ifndef REDQUILL_TEXT_NORMALIZE_H_
#define REDQUILL_TEXT_NORMALIZE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace redquill::text {

/// The most bytes of one essay that anything reads: 1 MiB, some 180,000 words.
inline constexpr size_t kMaxEssayBytes = size_t{1} << 20;

/// An essay's text in Unicode NFC with line ends LF, and the way back to the bytes as given.
/// A value; safe to read from many threads.
class NormalizedText {
 public:
  /// UTF-8, NFC, no CR, no U+FEFF at its start.
  const std::string& utf8() const { return utf8_; }

  /// The offset in the original bytes of the character that begins at or holds byte `offset` of
  /// utf8(); the original's size for offset >= utf8().size(). O(log changes).
  size_t OriginalOffset(size_t offset) const;

 private:
  friend Result<NormalizedText> Normalize(std::string_view original);
  /// Where the distance between both texts changes: from `normalized` on, original = original_ +
  /// (offset - normalized). Sorted by normalized.
  struct Anchor {
    uint32_t normalized, original;
  };
  std::string utf8_;
  std::vector<Anchor> anchors_;
  size_t original_size_ = 0;
};

/// Checks and normalises an essay's bytes (Unicode Standard Annex 15; ICU). CR LF and CR become LF,
/// a leading byte order mark goes, C1 control characters stay (real essays have them).
///
/// kTooLarge above kMaxEssayBytes, before anything is allocated; kBadEncoding where the bytes are
/// not UTF-8 (the message names the first bad byte's offset) or hold a NUL or another C0 control
/// character than tab, line feed, form feed, vertical tab and carriage return. An empty text is
/// allowed here; what an essay must have is said by ReadEssay in text/essay.h.
Result<NormalizedText> Normalize(std::string_view original);

}  // namespace redquill::text

#endif  // REDQUILL_TEXT_NORMALIZE_H_
