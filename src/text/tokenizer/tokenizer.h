#ifndef REDQUILL_TEXT_TOKENIZER_TOKENIZER_H_
#define REDQUILL_TEXT_TOKENIZER_TOKENIZER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "text/essay.h"

namespace redquill::text {

/// The tokens of one text. `ids`, `offsets` and `special` are of one length.
struct Encoding {
  std::vector<int32_t> ids;
  /// Bytes [begin, end) of the text as it was given; {0, 0} for a token that the post-processor
  /// added. Several tokens of one character have the same range.
  std::vector<Range> offsets;
  std::vector<uint8_t> special;  ///< 1: added by the post-processor ([CLS], </s>).
  /// Tokens that the whole text has, the added ones included; more than ids.size() where the text
  /// was longer than the caller's limit.
  size_t total = 0;
};

/// Cuts text into a model's tokens exactly as the reference library (Hugging Face tokenizers) does
/// with the same tokenizer.json: same ids, same offsets. Const after it was read; Encode may be
/// called from many threads at once.
class Tokenizer {
 public:
  virtual ~Tokenizer() = default;

  /// Reads a tokenizer.json: WordPiece, BPE, Unigram or WordLevel with its normaliser,
  /// pre-tokenizer, post-processor and added tokens. kUnsupported names a part that this program
  /// does not do exactly (nothing is approximated); kInvalidArgument names the member that is
  /// missing or wrong; kTooLarge past the stated limits, before anything is allocated for it.
  /// Truncation and padding that the file asks for are not done: the caller says the limit.
  static Result<std::unique_ptr<const Tokenizer>> FromJson(std::string_view tokenizer_json);

  /// The tokens of UTF-8 `text`, at most `max_tokens` of them (0: all), added ones included: where
  /// the text has more, its end is left out, the post-processor's tokens stay, and
  /// Encoding::total says how many there were. kBadEncoding where the text is not UTF-8; kTooLarge
  /// above kMaxEssayBytes; kInvalidArgument for a `max_tokens` that the added tokens alone fill.
  virtual Result<Encoding> Encode(std::string_view text, size_t max_tokens) const = 0;

  /// One more than the largest id that Encode can give.
  virtual size_t vocabulary() const = 0;

  /// The id of a token as the vocabulary or the added tokens write it, or -1.
  virtual int32_t Find(std::string_view token) const = 0;
};

}  // namespace redquill::text

#endif  // REDQUILL_TEXT_TOKENIZER_TOKENIZER_H_
