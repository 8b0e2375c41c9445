#include "text/tokenizer/aligned_text.h"

#include <algorithm>

#include "text/tokenizer/unicode/characters.h"

namespace redquill::text {

AlignedText AlignedText::Of(std::string_view text, uint32_t origin) {
  AlignedText aligned;
  aligned.bytes = text;
  aligned.source.resize(text.size());
  aligned.origin = origin;
  EachChar(text, [&](char32_t, size_t at, size_t length) {
    const auto begin = origin + static_cast<uint32_t>(at);
    for (size_t i = at; i < at + length; ++i) {
      aligned.source[i] = {begin, begin + static_cast<uint32_t>(length)};
    }
  });
  return aligned;
}

bool AlignedText::ascii() const {
  return std::all_of(bytes.begin(), bytes.end(), [](char c) { return (c & 0x80) == 0; });
}

void AlignedText::Rewrite(const std::vector<Edit>& edits, size_t removed) {
  AlignedText next;
  next.bytes.reserve(bytes.size() + bytes.size() / 4);
  next.source.reserve(bytes.size() + bytes.size() / 4);
  size_t at = 0;
  const auto skip = [&] {
    if (at < bytes.size()) at += CharLength(static_cast<unsigned char>(bytes[at]));
  };
  while (removed-- > 0) skip();
  for (const Edit& edit : edits) {
    Range from{origin, origin};
    if (edit.change > 0) {
      if (at > 0) from = source[at - 1];
    } else {
      if (!source.empty()) from = source[std::min(at, source.size() - 1)];
      for (int i = 0; i <= -edit.change; ++i) skip();
    }
    const size_t size = next.bytes.size();
    AppendUtf8(edit.c, &next.bytes);
    next.source.insert(next.source.end(), next.bytes.size() - size, from);
  }
  bytes = std::move(next.bytes);
  source = std::move(next.source);
}

}  // namespace redquill::text
