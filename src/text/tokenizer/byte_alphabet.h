#ifndef REDQUILL_TEXT_TOKENIZER_BYTE_ALPHABET_H_
#define REDQUILL_TEXT_TOKENIZER_BYTE_ALPHABET_H_

#include <string_view>

namespace redquill::text {

/// The visible character that stands for a byte in byte-level vocabularies (GPT-2's table): itself
/// for printable Latin-1, else the next free one from U+0100 on; a space is U+0120.
std::string_view ByteChar(unsigned char byte);

}  // namespace redquill::text

#endif  // REDQUILL_TEXT_TOKENIZER_BYTE_ALPHABET_H_
