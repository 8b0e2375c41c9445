#ifndef REDQUILL_TEXT_TOKENIZER_ALIGNED_TEXT_H_
#define REDQUILL_TEXT_TOKENIZER_ALIGNED_TEXT_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "text/essay.h"
#include "text/utf8.h"

namespace redquill::text {

/// A character of a rewritten text and what it does to the old one: 0 takes the place of the next
/// old character, 1 is put in, -n takes the next one's place and n more go.
struct Edit {
  char32_t c;
  int change;
};

/// Text under normalisation, and where each of its bytes comes from. A value.
struct AlignedText {
  std::string bytes;          ///< UTF-8.
  std::vector<Range> source;  ///< For each byte, the original bytes that its character stands for.
  uint32_t origin = 0;        ///< Where in the original this text begins.

  /// `text` itself, which stands at `origin` of the original.
  static AlignedText Of(std::string_view text, uint32_t origin);

  bool ascii() const;

  /// Replaces the text by what `edits` say, the first `removed` characters left out. An inserted
  /// character comes from where the old character before it came from, as in the reference.
  void Rewrite(const std::vector<Edit>& edits, size_t removed);

  /// Keeps the characters for which `keep(c)`; each keeps its source.
  template <typename F>
  void Filter(F keep);

  /// Appends `utf8`, all of it from `range`.
  void Append(std::string_view utf8, Range range) {
    bytes.append(utf8);
    source.insert(source.end(), utf8.size(), range);
  }
  /// Appends bytes [begin, end) of another text.
  void Append(const AlignedText& other, size_t begin, size_t end) {
    bytes.append(other.bytes, begin, end - begin);
    source.insert(source.end(), other.source.begin() + static_cast<ptrdiff_t>(begin),
                  other.source.begin() + static_cast<ptrdiff_t>(end));
  }
};

/// Calls `f(c, offset, length)` for each character of valid UTF-8.
template <typename F>
void EachChar(std::string_view utf8, F f) {
  for (size_t i = 0; i < utf8.size();) {
    const auto lead = static_cast<unsigned char>(utf8[i]);
    if (lead < 0x80) {
      f(char32_t{lead}, i, size_t{1});
      ++i;
    } else {
      const size_t length = CharLength(lead);
      f(CharAt(utf8, i), i, length);
      i += length;
    }
  }
}

template <typename F>
void AlignedText::Filter(F keep) {
  size_t to = 0;
  const auto compact = [&](char32_t c, size_t at, size_t length) {
    if (!keep(c)) return;
    for (size_t i = at; i < at + length; ++i, ++to) {
      bytes[to] = bytes[i];
      source[to] = source[i];
    }
  };
  EachChar(bytes, compact);
  bytes.resize(to);
  source.resize(to);
}

}  // namespace redquill::text

#endif  // REDQUILL_TEXT_TOKENIZER_ALIGNED_TEXT_H_
